package org.prunescope.system.simulation;

import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.trainer.messaging.Work;

/** A segment from its begin to its answer: trained, then stored, then published. */
final class SegmentInWork {
  /** What a step has come to. */
  enum Outcome {
    /** Its answer is known; another may train. */
    TRAINING_ENDED,
    WAITING,
    /** It was asked to stop, and has. */
    ENDED_EARLY,
    /** Its answer is published; what is left is the commit. */
    ANSWERED
  }

  private final World world;
  private final Recorded recorded;
  private final int environment;
  private final Work work;
  private final SegmentRequested segment;
  private @Nullable Network trained;
  private @Nullable CheckpointEvent answer;
  private boolean published;

  SegmentInWork(
      World world, Recorded recorded, int environment, Work work, SegmentRequested segment) {
    this.world = world;
    this.recorded = recorded;
    this.environment = environment;
    this.work = work;
    this.segment = segment;
  }

  Work work() {
    return work;
  }

  /** Does the next thing. */
  Outcome step() {
    if (published) {
      return Outcome.ANSWERED;
    }
    // One that was asked to stop does so at its next look, which may come after its next effect.
    if (work.isRequested() && world.random().nextBoolean()) {
      return Outcome.ENDED_EARLY;
    }
    if (answer != null) {
      publish(answer);
      return Outcome.WAITING;
    }
    if (trained != null) {
      answer = stored(trained);
      return Outcome.WAITING;
    }
    train();
    return Outcome.TRAINING_ENDED;
  }

  private void train() {
    if (work.earlierStarts().areTooMany()) {
      answer = failed(FailureReason.CRASHED);
      return;
    }
    if (world.weather().isPoison(segment)) {
      throw new ProcessDiedException();
    }
    CheckpointRef input = segment.input();
    if (input != null && !world.artifacts().has(input)) {
      if (recorded.isOutstanding(segment) && !world.artifacts().hasLost(input)) {
        throw new BrokenPromiseException("the input was deleted of " + segment);
      }
      answer = failed(FailureReason.ARTIFACT_UNREADABLE);
    } else if (world.weather().strikes(Fault.SEGMENT_FAILS, 800)) {
      world.ledger().happened(Fault.SEGMENT_FAILS);
      answer = failed(FailureReason.NON_FINITE_LOSS);
    } else {
      world.ledger().trained();
      trained =
          new Network(
              segment.run(),
              segment.target(),
              input == null ? null : input.artifact().sha256(),
              environment);
    }
  }

  private CheckpointEvent stored(Network network) {
    CheckpointRef checkpoint = world.artifacts().put(segment.attempt(), network);
    return new CheckpointSaved(
        segment.run(),
        segment.plan(),
        segment.attempt(),
        checkpoint,
        new NumericEnvironment("cpu", "environment-" + environment, "simulated", 1),
        1,
        1);
  }

  private CheckpointEvent failed(FailureReason reason) {
    world.ledger().failed(segment.run(), segment.attempt(), reason);
    return new SegmentFailed(
        segment.run(),
        segment.plan(),
        segment.attempt(),
        segment.target(),
        new Failure(reason, "simulated"));
  }

  private void publish(CheckpointEvent event) {
    int partition = work.partition().partition();
    world.kafka().checkpoints().append(partition, event);
    world.trace().say(() -> "trainer publishes %s".formatted(event));
    if (world.weather().strikes(Fault.SENT_TWICE, 100)) {
      world.ledger().happened(Fault.SENT_TWICE);
    } else {
      published = true;
    }
  }
}
