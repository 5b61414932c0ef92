package org.prunescope.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.prunescope.standalone.RefusedException;

class PortsTest {
  @Test
  void refusesAPortThatSomebodyListensOnAndNamesPortAndOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.claim(taken.getLocalPort(), "the gateway", "--port"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("Port " + taken.getLocalPort() + " for the gateway is in use")
          .hasMessageContaining("--port");
    }
  }

  @Test
  void refusesAPortTakenOnAllAddresses() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> Ports.claim(taken.getLocalPort(), "Kafka", "--kafka-port"))
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void keepsAFreePortAsItIs() {
    int free = Ports.free();

    assertThat(Ports.claim(free, "Kafka", "--kafka-port")).isEqualTo(free);
  }

  @Test
  void refusesWhatIsNoPort() {
    assertThatThrownBy(() -> Ports.claim(70_000, "Kafka", "--kafka-port"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--kafka-port 70000");
  }

  @Test
  void givesAnotherFreePortEachTime() {
    assertThat(Stream.generate(Ports::free).limit(200)).doesNotHaveDuplicates();
  }
}
