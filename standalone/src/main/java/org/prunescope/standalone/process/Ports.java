package org.prunescope.standalone.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.prunescope.standalone.RefusedException;

/** Ports on the loopback address. */
public final class Ports {
  /** Free ports that were given out and may not be listened on yet. */
  private static final Set<Integer> GIVEN_OUT = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /**
   * The port itself where it can be listened on; a free one where 0 is asked for.
   *
   * @param purpose who will listen, for the sentence
   * @param option how a person asks for another port, for the sentence
   * @throws RefusedException where it is in use
   */
  public static int claim(int port, String purpose, String option) {
    if (port == 0) {
      return free();
    }
    if (port < 0 || port > 65_535) {
      throw new RefusedException("%s %d is no port: give 1 to 65535.".formatted(option, port));
    }
    try (ServerSocket socket = new ServerSocket()) {
      // A connection of a predecessor may still be winding down; only a listener is in the way.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new RefusedException(
          "Port %d for %s is in use (%s): choose another one with %s."
              .formatted(port, purpose, e.getMessage(), option),
          e);
    }
  }

  /** A port that nobody listens on now, another one at each call. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      return GIVEN_OUT.add(port) ? port : free();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
