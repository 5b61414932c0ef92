package org.prunescope.system.simulation;

import java.util.List;
import java.util.SplittableRandom;
import org.prunescope.contract.experiment.RunId;

/** What happens to processes, partitions, disks and connections; and what people want. */
final class Outside {
  private static final int MOST_PROCESSES = 3;

  private final World world;
  private final Services services;
  private final SplittableRandom random;

  Outside(World world, Services services) {
    this.world = world;
    this.services = services;
    this.random = world.random();
  }

  /** One thing goes wrong, if it can. */
  void strike() {
    Fault fault = world.weather().next();
    if (happens(fault)) {
      world.ledger().happened(fault);
    }
  }

  private boolean happens(Fault fault) {
    Service service = services.any(random);
    int partition = random.nextInt(PlannedExperiment.PARTITIONS);
    return switch (fault) {
      case KILL -> kill(service);
      case JOIN -> join(service);
      case LEAVE -> leave(service);
      case MOVE -> move(service, partition, true);
      case MOVE_UNNOTICED -> move(service, partition, false);
      case REWIND -> {
        service.rewind(partition, random);
        world
            .trace()
            .say(() -> "%s: partition %d comes again".formatted(service.name(), partition));
        yield true;
      }
      case LOSE_CHECKPOINT -> loseCheckpoint();
      case CUT_RELAY -> {
        services.gateway().cutRelay();
        yield true;
      }
      case CANCEL -> {
        services.gateway().cancel(anyRun());
        yield true;
      }
      case RESUME -> {
        services.gateway().resume(random.nextInt(4) == 0 ? anyRun() : anyStoppedRun());
        yield true;
      }
      case REDRIVE -> {
        services.gateway().redrive(anyRun());
        yield true;
      }
      case SEGMENT_FAILS, PLAN_UNREADABLE, MASK_FAILS, SENT_TWICE, POISON ->
          throw new AssertionError(fault);
    };
  }

  private boolean kill(Service service) {
    Member victim = service.anyAlive(random);
    if (victim == null) {
      return false;
    }
    service.kill(victim);
    world.trace().say(() -> "%s: one is killed".formatted(service.name()));
    return true;
  }

  private boolean join(Service service) {
    if (service.size() == MOST_PROCESSES) {
      return false;
    }
    service.join();
    world.trace().say(() -> "%s: one joins".formatted(service.name()));
    return true;
  }

  private boolean leave(Service service) {
    if (service.size() == 0) {
      return false;
    }
    service.leave(service.any(random));
    world.trace().say(() -> "%s: one leaves".formatted(service.name()));
    return true;
  }

  private boolean move(Service service, int partition, boolean noticed) {
    if (service.size() < 2) {
      return false;
    }
    service.move(partition, service.any(random), noticed);
    world
        .trace()
        .say(
            () ->
                "%s: partition %d moves%s"
                    .formatted(service.name(), partition, noticed ? "" : " unnoticed"));
    return true;
  }

  private boolean loseCheckpoint() {
    List<String> keys = world.artifacts().keys();
    if (keys.isEmpty()) {
      return false;
    }
    String key = keys.get(random.nextInt(keys.size()));
    world.artifacts().lose(key);
    world.trace().say(() -> "the disk loses %s".formatted(key));
    return true;
  }

  /** As far as the gateway knows; any other where there is none. */
  private RunId anyStoppedRun() {
    List<RunId> stopped =
        world.experiment().runs().stream()
            .filter(run -> services.gateway().run(run).isStopped())
            .toList();
    return stopped.isEmpty() ? anyRun() : stopped.get(random.nextInt(stopped.size()));
  }

  private RunId anyRun() {
    List<RunId> runs = world.experiment().runs();
    return runs.get(random.nextInt(runs.size()));
  }
}
