package org.prunescope.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is configured is understood whole or refused, so that no door stands open by a slip. */
class ApiKeysTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void ownersAreFoundByTheirKeysDigests() {
    assertThat(ApiKeys.parse(List.of("alice:" + DIGEST, " bob@lab:" + DIGEST.replace('0', '1'))))
        .containsEntry(DIGEST, "alice")
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice:0123", ":0123456789abcdef", "a b:00", ""})
  void whatIsNoOwnerWithADigestIsRefused(String entry) {
    assertThatThrownBy(() -> ApiKeys.parse(List.of(entry)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("OWNER:SHA256");
  }

  @Test
  void oneKeyHasOneOwner() {
    assertThatThrownBy(() -> ApiKeys.parse(List.of("alice:" + DIGEST, "bob:" + DIGEST)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void onlyThisMachinesAddressesAreLoopback() {
    assertThat(List.of("127.0.0.1", "localhost", "::1", "127.5.5.5")).allMatch(Door::isLoopback);
    assertThat(List.of("0.0.0.0", "::", "10.0.0.1", "no.such.host.invalid"))
        .noneMatch(Door::isLoopback);
  }
}
