package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Folders;

/** What cannot be trained is a failed run with its reason; its neighbours go on. */
@ExtendWith(FaultStack.Provider.class)
class FailedRunsTest {
  private final FaultStack stack;

  FailedRunsTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aLossThatIsNoNumberFailsItsRunBlocksTheBranchesAndLeavesNeighboursAlone() {
    stack.undisturbed();
    ObjectNode diverging = FaultStack.request();
    ObjectNode training = (ObjectNode) diverging.at("/objectives/0/training");
    ((ObjectNode) training.required("learningRate")).put("initial", 100);
    ((ObjectNode) training.required("optimiser")).put("weightDecay", 1);

    ExperimentId neighbour = stack.submit();
    ExperimentId failing = stack.gateway().submit(diverging);
    stack.awaitComplete(failing);
    stack.awaitComplete(neighbour);

    Map<String, RunProgress> runs = ends(failing);
    assertThat(runs).isNotEmpty();
    runs.forEach(
        (run, end) -> {
          if (run.contains("dense")) {
            assertThat(end.state()).as(run).isEqualTo(RunState.FAILED);
            assertThat(failure(end).reason())
                .isIn(FailureReason.NON_FINITE_LOSS, FailureReason.NON_FINITE_WEIGHTS);
            assertThat(failure(end).detail()).contains(run);
            stack.fired("loss or weight that is no number");
          } else if (run.contains("one-shot")) {
            assertThat(end.state()).as(run).isEqualTo(RunState.BLOCKED);
            assertThat(String.valueOf(end.blockedBy())).contains("dense");
          } else {
            assertThat(end.state()).as(run).isIn(RunState.BLOCKED, RunState.FAILED);
          }
        });
    stack.verdict(neighbour).requireSound();
  }

  @Test
  void aDataSetThatHasChangedSinceItWasPlannedWithIsRefused() throws IOException {
    Path folder = stack.stack().dataSets().resolve("birds");
    try {
      for (String split : new String[] {"train", "test"}) {
        for (int image = 0; image < 40; image++) {
          write(folder.resolve(split).resolve(image % 2 == 0 ? "owl" : "wren"), image, image * 7);
        }
      }
      ObjectNode request = FaultStack.request();
      request.putObject("dataSet").put("name", "image-folder").put("folder", "birds");
      stack.kill(Stack.TRAINER);
      ExperimentId experiment = stack.gateway().submit(request);
      write(folder.resolve("train").resolve("owl"), 0, 0xABCDEF);
      stack.fired("data set changed");

      stack.start(Stack.TRAINER);
      stack.awaitComplete(experiment);

      assertThat(ends(experiment).values())
          .filteredOn(end -> end.state() != RunState.BLOCKED)
          .isNotEmpty()
          .allSatisfy(
              end -> {
                assertThat(failure(end).reason()).isEqualTo(FailureReason.DATA_SET_MISMATCH);
                assertThat(failure(end).detail()).contains("but was planned with");
              });
    } finally {
      Folders.delete(folder);
    }
  }

  /** How each run ended, by its name. */
  private Map<String, RunProgress> ends(ExperimentId experiment) {
    stack.tape().catchUp();
    Map<String, RunProgress> ends = new HashMap<>();
    stack.tape().of(experiment).progress().forEach(said -> ends.put(said.run().text(), said));
    return ends;
  }

  private static Failure failure(RunProgress end) {
    assertThat(end.state()).as(end.run().text()).isEqualTo(RunState.FAILED);
    return Objects.requireNonNull(end.failure());
  }

  private static void write(Path folder, int name, int colour) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < 32 * 32; pixel++) {
      image.setRGB(pixel % 32, pixel / 32, colour + pixel);
    }
    Files.createDirectories(folder);
    ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
  }
}
