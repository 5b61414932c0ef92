package org.prunescope.system;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.prunescope.standalone.process.Ports;

/** A real server that speaks S3, with one bucket in a folder; it can go and come back. */
final class S3Server implements AutoCloseable {
  private static final String BUCKET = "artifacts";
  private static final String ACCESS_KEY = "prunescope";
  private static final String SECRET_KEY = "of the test";

  private final URI endpoint = URI.create("http://127.0.0.1:" + Ports.free());
  private final BlobStoreContext context;
  private S3Proxy server;

  S3Server(Path folder) {
    Properties settings = new Properties();
    settings.setProperty("jclouds.filesystem.basedir", folder.toString());
    context =
        ContextBuilder.newBuilder("filesystem-nio2")
            .credentials("", "")
            .overrides(settings)
            .build(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, BUCKET);
    server = start();
  }

  /** Variables of services that keep their artifacts here. */
  Map<String, String> environment() {
    return Map.of(
        "PRUNESCOPE_ARTIFACTS_STORE", "s3",
        "PRUNESCOPE_ARTIFACTS_S3_ENDPOINT", endpoint.toString(),
        "PRUNESCOPE_ARTIFACTS_S3_BUCKET", BUCKET,
        "PRUNESCOPE_ARTIFACTS_S3_ACCESS_KEY", ACCESS_KEY,
        "PRUNESCOPE_ARTIFACTS_S3_SECRET_KEY", SECRET_KEY);
  }

  /** How many objects there are below a prefix. */
  int count(String prefix) {
    return context
        .getBlobStore()
        .list(BUCKET, ListContainerOptions.Builder.prefix(prefix).recursive())
        .size();
  }

  void goAway() {
    stop(server);
  }

  void comeBack() {
    server = start();
  }

  private S3Proxy start() {
    try {
      S3Proxy started =
          S3Proxy.builder()
              .blobStore(context.getBlobStore())
              .endpoint(endpoint)
              .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
              .build();
      started.start();
      return started;
    } catch (Exception e) {
      throw new AssertionError("the server does not start", e);
    }
  }

  private static void stop(S3Proxy server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError("the server does not stop", e);
    }
  }

  @Override
  public void close() {
    stop(server);
    context.close();
  }
}
