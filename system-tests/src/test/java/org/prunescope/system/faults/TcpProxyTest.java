package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The network that fails for the fault tests fails as it says, and counts it. */
class TcpProxyTest {
  private static final int BRIEF_MILLIS = 200;

  private final ServerSocket echo;
  private final TcpProxy proxy;

  TcpProxyTest() throws IOException {
    echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    proxy = new TcpProxy(echo.getLocalPort());
    Thread.ofVirtual().start(this::echo);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void passesEverythingOn() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 7)).isEqualTo(7);
      assertThat(answer(socket, 8)).isEqualTo(8);
    }
  }

  @Test
  void delaysEachWay() throws IOException {
    proxy.delay(Duration.ofMillis(60));
    try (Socket socket = connect()) {
      long begin = System.nanoTime();
      assertThat(answer(socket, 7)).isEqualTo(7);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(120));
    }
    assertThat(proxy.delayedPieces()).isEqualTo(2);
  }

  @Test
  void cutsRefusesAndHeals() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 7)).isEqualTo(7);
      proxy.cut();
      assertThat(proxy.cutConnections()).isEqualTo(1);
      assertThat(answerOrEnd(socket)).isEqualTo(-1);
    }
    try (Socket socket = connect()) {
      assertThat(answerOrEnd(socket)).isEqualTo(-1);
    }
    assertThat(proxy.refusedConnections()).isEqualTo(1);
    proxy.heal();
    try (Socket socket = connect()) {
      assertThat(answer(socket, 9)).isEqualTo(9);
    }
  }

  @Test
  void swallowsWhileTheConnectionLooksAlive() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 7)).isEqualTo(7);
      proxy.halfOpen();
      socket.setSoTimeout(BRIEF_MILLIS);
      assertThatThrownBy(() -> answer(socket, 8)).isInstanceOf(SocketTimeoutException.class);
      await().until(() -> proxy.swallowedBytes() == 1);
      proxy.heal();
      assertThat(answerOrEnd(socket)).isEqualTo(-1);
    }
  }

  @Test
  void nothingPassesAfterWhatAGateHasHeld() throws IOException {
    try (TcpProxy gated = new TcpProxy(echo.getLocalPort(), TcpProxyTest::untilNine);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gated.port())) {
      assertThat(answer(socket, 7)).isEqualTo(7);
      socket.getOutputStream().write(new byte[] {8, 9, 10});
      assertThat(socket.getInputStream().read()).isEqualTo(8);
      socket.setSoTimeout(BRIEF_MILLIS);
      assertThatThrownBy(() -> answer(socket, 11)).isInstanceOf(SocketTimeoutException.class);
      await().until(() -> gated.swallowedBytes() == 3);
    }
  }

  private static TcpProxy.Gate untilNine() {
    return (piece, length) -> {
      for (int at = 0; at < length; at++) {
        if (piece[at] == 9) {
          return at;
        }
      }
      return length;
    };
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int answer(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }

  private static int answerOrEnd(Socket socket) {
    try {
      return answer(socket, 1);
    } catch (IOException e) {
      return -1;
    }
  }

  private void echo() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        // The next one, or the end.
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // Its client is gone.
    }
  }
}
