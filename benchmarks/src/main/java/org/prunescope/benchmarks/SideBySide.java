package org.prunescope.benchmarks;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks that train at the same time in one process, as a trainer's concurrent runs do. */
final class SideBySide implements AutoCloseable {
  private final List<TrainedNetwork> networks;
  private final ExecutorService workers;

  /**
   * @param network makes one
   * @param count of them, at least 1
   */
  SideBySide(Supplier<TrainedNetwork> network, int count) {
    networks = Stream.generate(network).limit(count).toList();
    workers = Executors.newFixedThreadPool(count);
  }

  /**
   * Steps of the first so many networks at once, on augmented batches.
   *
   * @param steps of each
   * @return the greatest of their last losses
   */
  double train(int networks, int steps) {
    return IntStream.range(0, networks)
        .mapToObj(this.networks::get)
        .map(own -> CompletableFuture.supplyAsync(() -> own.onAugmented(steps), workers))
        .toList()
        .stream()
        .mapToDouble(CompletableFuture::join)
        .max()
        .orElseThrow();
  }

  @Override
  public void close() {
    workers.close();
    networks.forEach(TrainedNetwork::close);
  }
}
