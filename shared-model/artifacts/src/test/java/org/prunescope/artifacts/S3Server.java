package org.prunescope.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;

/** A real server that speaks S3, on this machine, with one bucket in memory. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "artifacts";

  private static final String ACCESS_KEY = "somebody";
  private static final String SECRET_KEY = "whom it knows";

  private final BlobStoreContext context;
  private final Disk disk;
  private final S3Proxy server;

  S3Server() {
    try {
      context =
          ContextBuilder.newBuilder("transient-nio2")
              .credentials("", "")
              .overrides(new Properties())
              .build(BlobStoreContext.class);
      context.getBlobStore().createContainerInLocation(null, BUCKET);
      disk = new Disk(context.getBlobStore());
      server =
          S3Proxy.builder()
              .blobStore(disk)
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
              .build();
      server.start();
    } catch (Exception e) {
      throw new AssertionError("the server does not start", e);
    }
  }

  /** What the server keeps things on: it can be full. */
  private static final class Disk extends ForwardingBlobStore {
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean isFull;

    Disk(BlobStore store) {
      super(store);
    }

    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
      if (isFull) {
        refusals.incrementAndGet();
        throw new UncheckedIOException(new IOException("No space left on device"));
      }
      return super.putBlob(container, blob, options);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Settings of a service that keeps its artifacts here. */
  Map<String, String> settings() {
    return settings(port());
  }

  /** The same by way of another port. */
  Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("prunescope.artifacts.store", "s3");
    settings.put("prunescope.artifacts.s3.endpoint", "http://127.0.0.1:" + port);
    settings.put("prunescope.artifacts.s3.bucket", BUCKET);
    settings.put("prunescope.artifacts.s3.access-key", ACCESS_KEY);
    settings.put("prunescope.artifacts.s3.secret-key", SECRET_KEY);
    return settings;
  }

  List<String> keys() {
    return disk.list(BUCKET, ListContainerOptions.Builder.recursive()).stream()
        .map(StorageMetadata::getName)
        .toList();
  }

  /** Puts other bytes under a key. */
  void replace(String key, byte[] bytes) {
    disk.putBlob(BUCKET, disk.blobBuilder(key).payload(bytes).build(), PutOptions.NONE);
  }

  void fillDisk() {
    disk.isFull = true;
  }

  void makeRoom() {
    disk.isFull = false;
  }

  /** Writes for which there was no room. */
  int refusals() {
    return disk.refusals.get();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError("the server does not stop", e);
    }
    context.close();
  }
}
