package org.prunescope.system.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.system.simulation.Gateway.GatewayOffsets;

/** All services of a schedule, and what is in their databases. */
final class Services {
  private final World world;
  private final Recorded recorded = new Recorded();
  private final MetricsDatabase metrics = new MetricsDatabase();
  private final GatewayDatabase gateway;
  private final Service trainers;
  private final List<Service> all;

  Services(World world) {
    this.world = world;
    this.gateway = new GatewayDatabase(world);
    this.trainers = service("trainer", this::trainers);
    this.all =
        List.of(
            service("gateway", this::gateways),
            service("pruner", this::pruners),
            trainers,
            service("metrics", this::meters));
  }

  Recorded recorded() {
    return recorded;
  }

  MetricsDatabase metrics() {
    return metrics;
  }

  GatewayDatabase gateway() {
    return gateway;
  }

  Service trainers() {
    return trainers;
  }

  /** Segments that no trainer has finished, of one partition. */
  List<SegmentRequested> waiting(int partition) {
    List<SegmentRequested> segments = world.kafka().segments().records(partition);
    return segments.subList(Math.min(trainers.next(partition), segments.size()), segments.size());
  }

  /** Runs whose next segment is asked for and is nowhere, once nobody but trainers has to read. */
  List<RunId> lost() {
    return world.experiment().runs().stream().filter(this::isLost).toList();
  }

  private boolean isLost(RunId run) {
    RunProgress progress = recorded.of(run);
    return progress != null
        && progress.outstanding() != null
        && waiting(world.experiment().partition(run)).stream()
            .noneMatch(segment -> segment.run().equals(run));
  }

  List<Service> all() {
    return all;
  }

  Service any(SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }

  private Service service(String name, Function<Service, Supplier<Member>> setUp) {
    Service service = new Service(name, PlannedExperiment.PARTITIONS, setUp);
    service.join();
    return service;
  }

  private Supplier<Member> gateways(Service service) {
    GatewayOffsets offsets = new GatewayOffsets(service.reads(), service.reads(), service.reads());
    return () -> new Gateway(world, service, offsets, gateway);
  }

  private Supplier<Member> pruners(Service service) {
    Offsets commands = service.reads();
    Offsets checkpoints = service.reads();
    return () -> new Pruner(world, service, recorded, commands, checkpoints);
  }

  private Supplier<Member> trainers(Service service) {
    Offsets segments = service.reads();
    return () -> new Trainer(world, service, segments, recorded);
  }

  private Supplier<Member> meters(Service service) {
    Offsets checkpoints = service.reads();
    return () -> new Metrics(world, service, checkpoints, metrics);
  }
}
