package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;

/**
 * One life of an experiment: processes take their steps in any order while things go wrong around
 * them; then nothing goes wrong any more, what was lost is asked for again, and what is under way
 * comes to its end; then whatever has stopped is resumed.
 */
final class Schedule {
  /** In far fewer everything has come to rest. */
  private static final int MOST_STEPS = 200_000;

  /** After so many processes with nothing to do it is worth asking all. */
  private static final int MANY_IDLE = 10;

  /** Each reaches at least one run further down the branches. */
  private static final int MOST_RESUMPTIONS = 10;

  private final World world;
  private final SplittableRandom random;
  private final Services services;
  private final Outside outside;
  private final List<Runnable> steps = new ArrayList<>();
  private boolean isTraining = true;

  private Schedule(
      PlannedExperiment experiment, SplittableRandom random, Weather weather, Trace trace) {
    this.random = random;
    this.world = World.begin(experiment, random, weather, trace);
    this.services = new Services(world);
    this.outside = new Outside(world, services);
  }

  /** The schedule of this seed, in the weather of this seed. */
  static Schedule disturbed(PlannedExperiment experiment, long seed, Trace trace) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Schedule(experiment, random, Weather.drawn(experiment, random), trace);
  }

  /** The schedule of this seed, in which nothing goes wrong. */
  static Schedule undisturbed(PlannedExperiment experiment, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Schedule(experiment, random, Weather.fair(random), Trace.off());
  }

  /**
   * Lives it.
   *
   * @return what has happened
   * @throws BrokenPromiseException where Prunescope has not kept a promise
   */
  Ledger live() {
    for (int i = 0; i < world.weather().steps(); i++) {
      if (world.weather().strikes()) {
        outside.strike();
      } else {
        step();
      }
    }
    world.weather().calmDown();
    world.trace().say(() -> "calm");
    redriveLost();
    Promises promises = new Promises(world, services);
    comeToRest(promises);
    promises.areKept();

    world.weather().cure();
    for (int i = 0; i < MOST_RESUMPTIONS && resumeStopped(); i++) {
      comeToRest(promises);
    }
    promises.areKept();
    promises.areFulfilled();
    return world.ledger();
  }

  /** Somebody does something; says whether there was anything to do for whom it hit. */
  private boolean step() {
    Service service = services.any(random);
    if (isResting(service)) {
      return false;
    }
    if (service.orphan() >= 0 && random.nextInt(4) == 0) {
      adopt(service);
      return true;
    }
    Member member = service.anyAlive(random);
    if (member == null) {
      return false;
    }
    steps.clear();
    member.offer(steps);
    if (steps.isEmpty()) {
      return false;
    }
    take(service, member, steps.get(random.nextInt(steps.size())));
    return true;
  }

  private void take(Service service, Member member, Runnable step) {
    try {
      step.run();
    } catch (ProcessDiedException e) {
      world.ledger().happened(Fault.POISON);
      world.trace().say(() -> "%s: one dies of its segment".formatted(service.name()));
      service.kill(member);
    }
  }

  /** Somebody takes over what nobody has; where there is nobody, one is started again. */
  private void adopt(Service service) {
    if (service.size() == 0) {
      service.join();
    }
    service.move(service.orphan(), service.any(random), true);
  }

  /** First all but the training, while it is known who waits for whom; then all. */
  private void comeToRest(Promises promises) {
    isTraining = false;
    comeToRest();
    promises.whoWaitsHasReason();
    isTraining = true;
    comeToRest();
  }

  /** As the watchdog does when long nothing was heard. */
  private void redriveLost() {
    isTraining = false;
    comeToRest();
    for (RunId run : services.lost()) {
      services.gateway().redrive(run);
    }
    isTraining = true;
  }

  private void comeToRest() {
    int idle = 0;
    for (int taken = 0; idle < MANY_IDLE || !isAtRest(); taken++) {
      idle = step() ? 0 : idle + 1;
      if (taken == MOST_STEPS) {
        throw new BrokenPromiseException("it does not come to rest");
      }
    }
  }

  private boolean isAtRest() {
    for (Service service : services.all()) {
      if (isResting(service)) {
        continue;
      }
      if (service.orphan() >= 0) {
        return false;
      }
      for (Member member : service.alive()) {
        steps.clear();
        member.offer(steps);
        if (!steps.isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isResting(Service service) {
    return !isTraining && service.equals(services.trainers());
  }

  private boolean resumeStopped() {
    boolean any = false;
    for (RunId run : world.experiment().runs()) {
      RunProgress progress = services.recorded().of(run);
      boolean hasStopped =
          progress != null
              && (progress.state() == RunState.FAILED || progress.state() == RunState.CANCELLED);
      if (hasStopped) {
        services.gateway().resume(run);
        any = true;
      }
    }
    return any;
  }
}
