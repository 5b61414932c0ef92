package org.prunescope.benchmarks.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.standalone.gateway.ExperimentStatus;
import org.prunescope.standalone.stack.Stack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times a whole experiment with and without shared trunks, and what its trainer does meanwhile. */
@Command(
    name = "experiment",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Times a whole experiment (3 objectives, dense, one-shot, early and late pruning, 2"
            + " sparsities, small data) with and without shared trunks, and the trainer's time"
            + " outside updates.")
public final class ExperimentCommand extends BenchmarkCommand {
  private static final int BATCHES = 20;

  @Option(names = "--seeds", paramLabel = "N", description = "1 to 1000")
  private int seeds = 3;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "images of an update, twice as many in pre-training; there are 20 batches")
  private int batch = 32;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "runs that the trainer trains side by side, one thread each")
  private int concurrency = 2;

  private record Result(double wallSeconds, long updates) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    check(seeds >= 1 && seeds <= 1000, "--seeds must be 1 to 1000");
    check(batch >= 1, "--batch must be at least 1");
    check(concurrency >= 1, "--concurrency must be at least 1");
    out(
        "experiment, WRN-10-1 on shapes, 3 objectives x (dense + 3 plans x 2 sparsities) x %d seeds, %d side by side"
            .formatted(seeds, concurrency));
    out("trunks    updates     seconds  outside updates  free turns  load average");
    Result shared = measure(true);
    Result apart = measure(false);
    out(
        String.format(
            Locale.ROOT,
            "shared / apart: updates %.3f, time %.3f",
            (double) shared.updates / apart.updates,
            shared.wallSeconds / apart.wallSeconds));
    return 0;
  }

  private Result measure(boolean share) throws IOException, InterruptedException {
    try (MeasuredStack stack = MeasuredStack.start(concurrency)) {
      long begin = System.nanoTime();
      ExperimentStatus status = stack.complete(request(share));
      double seconds = (System.nanoTime() - begin) * 1e-9;
      if (status.updatesMade() != status.updates()) {
        throw new IllegalStateException(
            "%d updates were planned and %d made"
                .formatted(status.updates(), status.updatesMade()));
      }
      List<TrainedSegment> segments = TrainedSegment.of(stack.said(Stack.TRAINER));
      TrainerTime trainer = TrainerTime.of(segments, concurrency);
      out(
          String.format(
              Locale.ROOT,
              "%-8s %8d %11.1f %14.1f %% %9.1f %% %13.1f",
              share ? "shared" : "apart",
              status.updates(),
              seconds,
              100 * trainer.outside(),
              100 * trainer.idle(),
              loadAverage()));
      return new Result(seconds, status.updates());
    }
  }

  private void setBatch(JsonNode training) {
    boolean contrastive = training.path("augmentation").asText().equals("contrastive");
    ((ObjectNode) training).put("batchSize", contrastive ? 2 * batch : batch);
  }

  private String request(boolean share) throws IOException {
    JsonMapper json = new JsonMapper();
    try (InputStream file = getClass().getResourceAsStream("experiment.json")) {
      ObjectNode request = (ObjectNode) json.readTree(Objects.requireNonNull(file));
      request.put("shareTrunks", share);
      ((ObjectNode) request.path("dataSet")).put("trainSamples", BATCHES * batch);
      request.findParents("batchSize").forEach(this::setBatch);
      ArrayNode numbers = request.putArray("seeds");
      IntStream.range(0, seeds).forEach(numbers::add);
      return json.writeValueAsString(request);
    }
  }
}
