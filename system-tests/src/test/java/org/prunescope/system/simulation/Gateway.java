package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.RunId;

/** A gateway: takes in what is told of runs, moves the outbox, sweeps. */
final class Gateway implements Member {
  private static final int MOST_SENT = 5;

  private final World world;
  private final GatewayDatabase database;
  private final List<Intake<?>> intakes;
  private final List<Relay> relays = new ArrayList<>();

  /** Where the gateways are on each topic. */
  record GatewayOffsets(Offsets progress, Offsets checkpoints, Offsets measurements) {}

  Gateway(World world, Service service, GatewayOffsets offsets, GatewayDatabase database) {
    this.world = world;
    this.database = database;
    Intake<RunProgress> progress =
        new Intake<>(
            this,
            service,
            world.kafka().progress(),
            offsets.progress(),
            (said, partition, offset) -> once(() -> database.progressed(said, offset)));
    Intake<CheckpointEvent> checkpoints =
        new Intake<>(
            this,
            service,
            world.kafka().checkpoints(),
            offsets.checkpoints(),
            (event, partition, offset) -> once(() -> database.announced(event)));
    Intake<MeasurementEvent> measurements =
        new Intake<>(
            this,
            service,
            world.kafka().measurements(),
            offsets.measurements(),
            (event, partition, offset) -> once(() -> database.measured(event)));
    this.intakes = List.of(progress, checkpoints, measurements);
  }

  private static Intake.Handling once(Runnable transaction) {
    return () -> {
      transaction.run();
      return true;
    };
  }

  @Override
  public void assigned(int partition) {
    intakes.forEach(intake -> intake.assigned(partition));
  }

  @Override
  public void revoked(int partition) {
    intakes.forEach(intake -> intake.revoked(partition));
  }

  @Override
  public void died() {
    relays.forEach(database::disconnected);
  }

  @Override
  public void offer(List<Runnable> steps) {
    intakes.forEach(intake -> intake.offer(steps));
    if (database.isToBeRelayed()) {
      steps.add(this::relay);
    }
    for (Relay relay : relays) {
      steps.add(() -> step(relay));
    }
    for (RunId run : database.toSweep()) {
      steps.add(() -> database.sweep(run, world.weather().strikes(Fault.KILL, 100)));
      break;
    }
  }

  private void relay() {
    Relay relay = new Relay();
    relay.batch.addAll(database.take(relay, 1 + world.random().nextInt(MOST_SENT)));
    relays.add(relay);
  }

  private void step(Relay relay) {
    if (relay.sent == relay.batch.size()) {
      database.sent(relay, relay.sent);
      relays.remove(relay);
      return;
    }
    RunCommand command = relay.batch.get(relay.sent++);
    world.kafka().commands().append(world.experiment().partition(command.run()), command);
    world.trace().say(() -> "gateway sends %s".formatted(command));
  }

  /** One transaction over the outbox. */
  private static final class Relay {
    private final List<RunCommand> batch = new ArrayList<>();
    private int sent;
  }
}
