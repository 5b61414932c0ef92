package org.prunescope.contract.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParentWatchTest {
  @Test
  void exitsOnceWhenTheParentClosesItsEndAndNotBefore() throws Exception {
    AtomicInteger exits = new AtomicInteger();
    Thread watch;
    try (PipedOutputStream parent = new PipedOutputStream()) {
      watch = ParentWatch.start(new PipedInputStream(parent), exits::incrementAndGet);
      parent.write("a parent may talk\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      parent.flush();
      assertThat(watch.join(Duration.ofMillis(200))).isFalse();
      assertThat(exits).hasValue(0);
    }

    assertThat(watch.join(Duration.ofSeconds(10))).isTrue();
    assertThat(exits).hasValue(1);
  }
}
