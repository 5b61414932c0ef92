package org.prunescope.system.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A network that can fail, between clients on the loopback address and one port of it: it delays,
 * refuses, or swallows what is sent while every connection looks alive. What it did is counted.
 */
final class TcpProxy implements AutoCloseable {
  private static final Gate OPEN = (piece, length) -> length;
  private static final Gate SHUT = (piece, length) -> 0;

  private final int target;
  private final Supplier<Gate> gates;
  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong cut = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong swallowedBytes = new AtomicLong();
  private final AtomicLong delayed = new AtomicLong();
  private volatile Mode mode = Mode.THROUGH;
  private volatile Duration delay = Duration.ZERO;

  private enum Mode {
    THROUGH,
    CUT,
    HALF_OPEN
  }

  /** Decides what passes of what the client of one connection sends; answers pass anyway. */
  @FunctionalInterface
  interface Gate {
    /**
     * How much of the next piece passes.
     *
     * @return bytes, at most {@code length}; where it is less, nothing passes after them either
     */
    int passes(byte[] piece, int length);
  }

  /** Listens on a free port; {@code target} may be listened on later. */
  TcpProxy(int target) {
    this(target, () -> OPEN);
  }

  /**
   * @param gates one for what the client sends on each connection
   */
  TcpProxy(int target, Supplier<Gate> gates) {
    this.target = target;
    this.gates = gates;
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

  /** Every piece of data comes so much later from now on; its order stays. */
  void delay(Duration each) {
    delay = each;
  }

  /** Breaks every connection and refuses new ones. */
  void cut() {
    mode = Mode.CUT;
    cut.addAndGet(links.size());
    links.forEach(Link::close);
  }

  /** Takes connections and data, and passes nothing on. */
  void halfOpen() {
    mode = Mode.HALF_OPEN;
  }

  /** All goes through again; connections that lost data are broken, as time-outs would do. */
  void heal() {
    mode = Mode.THROUGH;
    delay = Duration.ZERO;
    links.stream().filter(link -> link.hasLost).forEach(Link::close);
  }

  /** Connections that were broken by {@link #cut}. */
  long cutConnections() {
    return cut.get();
  }

  /** Connections that were refused. */
  long refusedConnections() {
    return refused.get();
  }

  /** Bytes that were sent and never arrived. */
  long swallowedBytes() {
    return swallowedBytes.get();
  }

  /** Pieces of data that were delayed. */
  long delayedPieces() {
    return delayed.get();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::close);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        // The next one, or the end.
      }
    }
  }

  private void connect(Socket client) {
    if (mode == Mode.CUT) {
      refused.incrementAndGet();
      closeQuietly(client);
      return;
    }
    Socket upstream = new Socket();
    try {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    } catch (IOException e) {
      // Nobody listens behind the proxy: the client is refused as it would be without it.
      closeQuietly(client);
      closeQuietly(upstream);
      return;
    }
    Link link = new Link(client, upstream);
    links.add(link);
    Thread.ofVirtual().start(() -> link.pump(client, upstream, gates.get()));
    Thread.ofVirtual().start(() -> link.pump(upstream, client, OPEN));
    if (mode == Mode.CUT) {
      link.close();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket upstream;
    private volatile boolean hasLost;

    Link(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void pump(Socket from, Socket to, Gate gate) {
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        Gate now = gate;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          now = pass(buffer, read, out, now) ? now : SHUT;
        }
      } catch (IOException e) {
        // One side is gone: so is the connection.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    /** Whether all of it has passed; if not, nothing may that follows. */
    private boolean pass(byte[] buffer, int length, OutputStream out, Gate gate)
        throws IOException, InterruptedException {
      if (delay.isPositive()) {
        delayed.incrementAndGet();
        Thread.sleep(delay);
      }
      int passing = mode == Mode.HALF_OPEN ? 0 : gate.passes(buffer, length);
      out.write(buffer, 0, passing);
      if (passing == length) {
        return true;
      }
      hasLost = true;
      swallowedBytes.addAndGet(length - passing);
      return false;
    }

    void close() {
      links.remove(this);
      closeQuietly(client);
      closeQuietly(upstream);
    }
  }
}
