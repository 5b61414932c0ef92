package org.prunescope.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The way to a server, on which connections, in the order in which they are made, meet harm. */
final class Wire implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final Queue<Harm> harms = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Harm lasting = Harm.NONE;

  /**
   * What one connection meets.
   *
   * @param asked bytes from the client after which it is cut
   * @param answered bytes from the server after which it is cut
   * @param flipped bytes from the client after which one has another bit
   * @param pause before each kilobyte of an answer
   */
  record Harm(long asked, long answered, long flipped, Duration pause) {
    private static final long NEVER = Long.MAX_VALUE;

    static final Harm NONE = new Harm(NEVER, NEVER, NEVER, Duration.ZERO);

    static Harm cutAsking(long after) {
      return new Harm(after, NEVER, NEVER, Duration.ZERO);
    }

    static Harm cutAnswering(long after) {
      return new Harm(NEVER, after, NEVER, Duration.ZERO);
    }

    static Harm flipAsking(long after) {
      return new Harm(NEVER, NEVER, after, Duration.ZERO);
    }

    static Harm slow(Duration pause) {
      return new Harm(NEVER, NEVER, NEVER, pause);
    }
  }

  Wire(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next connection meets this, after those for which it was said before. */
  void next(Harm harm) {
    harms.add(harm);
  }

  /** Every connection meets this from now on. */
  void always(Harm harm) {
    lasting = harm;
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.incrementAndGet();
        Harm harm = harms.poll();
        connect(client, harm == null ? lasting : harm);
      } catch (IOException e) {
        // The next one, or the end.
      }
    }
  }

  private void connect(Socket client, Harm harm) throws IOException {
    Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
    Thread.ofVirtual()
        .start(() -> pump(client, upstream, harm.asked(), harm.flipped(), Duration.ZERO));
    Thread.ofVirtual()
        .start(() -> pump(upstream, client, harm.answered(), Harm.NEVER, harm.pause()));
  }

  private static void pump(Socket from, Socket to, long most, long flipped, Duration pause) {
    byte[] part = new byte[1024];
    long passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (passed < most) {
        int length = in.read(part, 0, (int) Math.min(part.length, most - passed));
        if (length < 0) {
          return;
        }
        if (flipped >= passed && flipped < passed + length) {
          part[(int) (flipped - passed)] ^= 1;
        }
        Thread.sleep(pause);
        out.write(part, 0, length);
        passed += length;
      }
    } catch (IOException e) {
      // One side is gone: so is the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
