package org.prunescope.contract.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
  @Test
  void aRunsIdReadsBack() {
    RunId run = new RunId(new ExperimentId("k3v9x2m8"), VariantId.pruned("simclr", "late", .9), 7);
    assertThat(run.text()).isEqualTo("k3v9x2m8/simclr_late_0.9/7");
    assertThat(RunId.parse(run.text())).isEqualTo(run);
  }

  @Test
  void aSparsityIsWrittenInItsShortestForm() {
    assertThat(VariantId.pruned("o", "p", 0.5).value()).isEqualTo("o_p_0.5");
    assertThat(VariantId.pruned("o", "p", 0.995).value()).isEqualTo("o_p_0.995");
    assertThat(VariantId.dense("o", "dense").value()).isEqualTo("o_dense");
  }

  @Test
  void refusesWhatIsNoIdentity() {
    for (String text :
        List.of("", "a/b/c", "exp1/a_b/-1", "exp1/a_b", "../a_b/1", "exp1/a_b/1/2", "exp1/a_b/x")) {
      assertThatThrownBy(() -> RunId.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
