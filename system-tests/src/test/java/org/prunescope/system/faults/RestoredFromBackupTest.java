package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * Everything is lost, and a backup that was taken in the middle of an experiment is put back: the
 * experiment is resumed and comes to the same results.
 */
@ExtendWith(FaultStack.Provider.class)
class RestoredFromBackupTest {
  private final FaultStack stack;

  RestoredFromBackupTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void anExperimentIsResumedFromABackupThatWasTakenWhileItRan(@TempDir Path folder)
      throws IOException, SQLException {
    ExperimentId undisturbed = stack.undisturbed(request());
    ExperimentId disturbed = stack.gateway().submit(request());
    stack.awaitCheckpoints(disturbed, 12);
    Backup backup;
    try (Connection connection = stack.connection()) {
      backup = Backup.take(stack.stack().folder().root(), connection, folder);
    }
    int held = stack.tape().of(disturbed).checkpoints().size();
    stack.awaitCheckpoints(disturbed, held + 6);

    stack.loseEverything(backup);
    assertThat(stack.gateway().show(disturbed).required("complete").asBoolean()).isFalse();
    stack.gateway().resume(disturbed, true);

    stack.awaitComplete(disturbed);
    assertThat(Finals.of(stack, disturbed)).isEqualTo(Finals.of(stack, undisturbed));
    assertThat(results(disturbed)).isEqualTo(results(undisturbed));
  }

  /** One that goes on for as long as a backup takes, and longer. */
  private static ObjectNode request() {
    ObjectNode request = FaultStack.request();
    ((ObjectNode) request.at("/objectives/0/training")).put("epochs", 18);
    return request;
  }

  /** The published table without the experiment's own id. */
  private String results(ExperimentId id) {
    return stack.gateway().results(id).required("variants").toString().replace(id.value(), "");
  }
}
