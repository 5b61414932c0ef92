package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Folders;

/** What cannot be trained is a failed run with its reason; its neighbours go on. */
@ExtendWith(FaultStack.Provider.class)
class FailedRunsTest {
  /** What the trainer may still map: enough for tiny runs beside one that asks for more. */
  private static final long ROOM = 5L << 28;

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

  /** A limit for the trainer's address space stands in for a machine whose memory is used up. */
  @Test
  void aBatchThatDoesNotFitIntoMemoryFailsItsRunBlocksTheBranchAndLeavesNeighboursAlone()
      throws IOException {
    stack.undisturbed();
    ChildProcess trainer = stack.child(Stack.TRAINER);
    Limit.ADDRESS_SPACE.set(trainer, addressSpace(trainer) + ROOM);
    ExperimentId neighbour;
    ExperimentId failing;
    try {
      neighbour = stack.submit();
      failing = stack.gateway().submit(tooLarge());
      stack.awaitComplete(failing);
      stack.awaitComplete(neighbour);
    } finally {
      Limit.ADDRESS_SPACE.lift(trainer);
    }

    assertThat(stack.child(Stack.TRAINER)).as("the trainer").isSameAs(trainer);
    assertThat(trainer.isAlive()).as("the trainer lives").isTrue();
    Map<String, RunProgress> runs = ends(failing);
    assertThat(runs).hasSize(2);
    runs.forEach(
        (run, end) -> {
          if (run.contains("dense")) {
            assertThat(failure(end).reason()).isEqualTo(FailureReason.OUT_OF_MEMORY);
            assertThat(failure(end).detail()).contains("lower batchSize", "allocate memory");
            stack.fired("out of memory");
            System.out.printf("out of memory: %s%n", failure(end).detail());
          } else {
            assertThat(end.state()).as(run).isEqualTo(RunState.BLOCKED);
            assertThat(String.valueOf(end.blockedBy())).contains("dense");
          }
        });
    stack.verdict(neighbour).requireSound();
  }

  /**
   * A trunk and its branch. What the first wide convolution makes of a batch, 128 channels of 32 by
   * 32 for each image, is one allocation of 1.6 GB; all before it takes half of {@link #ROOM}.
   */
  private static ObjectNode tooLarge() {
    ObjectNode request = FaultStack.request();
    ((ObjectNode) request.required("dataSet")).put("trainSamples", 3000);
    ((ObjectNode) request.required("architecture")).put("widen", 8);
    ((ObjectNode) request.at("/objectives/0/training")).put("batchSize", 3000).put("epochs", 2);
    ((ArrayNode) request.required("pruningPlans")).remove(2);
    request.putArray("seeds").add(0);
    return request;
  }

  /** Bytes that a process has mapped. */
  private static long addressSpace(ChildProcess child) throws IOException {
    String status = Files.readString(Path.of("/proc", Long.toString(child.pid()), "status"));
    return status
        .lines()
        .filter(line -> line.startsWith("VmSize:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
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
