package org.prunescope.system.simulation;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.system.simulation.Intake.Handling;
import org.prunescope.system.simulation.MetricsDatabase.Measured;

/** A process that measures: looks for an answer, measures, stores, publishes, acknowledges. */
final class Metrics implements Member {
  private final World world;
  private final MetricsDatabase database;
  private final Intake<CheckpointEvent> checkpoints;

  Metrics(World world, Service service, Offsets offsets, MetricsDatabase database) {
    this.world = world;
    this.database = database;
    this.checkpoints =
        new Intake<>(
            this,
            service,
            world.kafka().checkpoints(),
            offsets,
            (event, partition, offset) -> new Measuring(event, partition));
  }

  @Override
  public void assigned(int partition) {
    checkpoints.assigned(partition);
  }

  @Override
  public void revoked(int partition) {
    checkpoints.revoked(partition);
  }

  @Override
  public void offer(List<Runnable> steps) {
    checkpoints.offer(steps);
  }

  private final class Measuring implements Handling {
    private final CheckpointEvent event;
    private final int partition;
    private final @Nullable CheckpointRef checkpoint;
    private boolean looked;
    private @Nullable Boolean readable;
    private @Nullable MeasurementEvent answer;

    Measuring(CheckpointEvent event, int partition) {
      this.event = event;
      this.partition = partition;
      this.checkpoint =
          switch (event) {
            case CheckpointSaved saved -> saved.checkpoint();
            case CheckpointPruned pruned -> pruned.checkpoint();
            case SegmentFailed failed -> null;
          };
    }

    @Override
    public boolean step() {
      if (checkpoint == null
          || !world.experiment().variant(event.run()).measured().contains(checkpoint.position())) {
        return true;
      }
      Measured of = new Measured(event.run(), event.attempt(), checkpoint.position());
      if (answer != null) {
        return publish(answer);
      }
      if (!looked) {
        Optional<MeasurementEvent> answered = database.answer(of);
        answer = answered.orElse(null);
        looked = true;
      } else if (readable == null) {
        readable = world.artifacts().has(checkpoint);
      } else {
        answer = readable ? database.store(of, checkpoint) : fail(of, checkpoint);
      }
      return false;
    }

    private MeasurementEvent fail(Measured of, CheckpointRef unreadable) {
      MeasurementEvent failed = database.storeFailure(of);
      if (failed instanceof MeasurementFailed && !world.artifacts().hasLost(unreadable)) {
        throw new BrokenPromiseException(
            "%s was deleted before it was measured".formatted(unreadable.artifact().key()));
      }
      return failed;
    }

    private boolean publish(MeasurementEvent measured) {
      world.kafka().measurements().append(partition, measured);
      world.trace().say(() -> "metrics publishes %s".formatted(measured));
      if (world.weather().strikes(Fault.SENT_TWICE, 100)) {
        world.ledger().happened(Fault.SENT_TWICE);
        return false;
      }
      return true;
    }
  }
}
