package org.prunescope.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.gateway.TextTable;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the stack, follows it, starts again what dies, until somebody stops it. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Starts Kafka, PostgreSQL and the four services here; Ctrl-C stops them all.")
final class UpCommand implements Callable<Integer> {
  /**
   * A part that dies more often than this within {@link #MEMORY} before it is ready is given up.
   * One that was ready is not: a segment that kills its trainer fails by itself after some deaths,
   * and there may be several of the kind.
   */
  private static final int MOST_DEATHS = 5;

  private static final Duration MEMORY = Duration.ofMinutes(2);
  private static final long FULL_DISK_BYTES = 64L << 20;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of all that is kept.")
  private Path data = Path.of("data");

  @Option(
      names = "--data-sets",
      paramLabel = "DIR",
      description = "Folder of the data sets (data-sets in the data folder).")
  private @Nullable Path dataSets;

  @Option(names = "--port", paramLabel = "PORT", description = "Of the gateway; 0 is any free one.")
  private int port = 8080;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Of Kafka.")
  private int kafkaPort = 19092;

  @Option(names = "--postgres-port", paramLabel = "PORT", description = "Of PostgreSQL.")
  private int postgresPort = 15432;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each topic, fixed once the data folder is made.")
  private int partitions = StackOptions.DEFAULT_PARTITIONS;

  @Option(names = "--trainers", paramLabel = "N", description = "Trainer processes.")
  private int trainers = 1;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Runs that one trainer trains side by side (as many as there are cores).")
  private int concurrency;

  private final Map<String, Deque<Long>> recentDeaths = new HashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal = Terminal.standard();
    try (Stack stack = Stack.open(Installation.here(), options(), terminal::follow)) {
      StopSignal.closes(stack, terminal);
      long begin = System.nanoTime();
      terminal.say("Starting Prunescope on " + stack.folder().root() + " ...");
      stack.start();
      announce(stack, terminal, Duration.ofNanos(System.nanoTime() - begin));
      while (true) {
        restart(stack, stack.awaitDeath(), terminal);
      }
    }
  }

  private StackOptions options() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new StackOptions(
        data,
        Optional.ofNullable(dataSets),
        port,
        kafkaPort,
        postgresPort,
        partitions,
        trainers,
        concurrency == 0 ? Math.min(64, Math.max(1, cores / Math.max(1, trainers))) : concurrency);
  }

  private static void announce(Stack stack, Terminal terminal, Duration took) {
    terminal.say("");
    terminal.say(TextTable.number("Prunescope is ready after %.1f s.", took.toMillis() / 1000.0));
    terminal.say("  gateway     " + stack.gateway());
    terminal.say("  Kafka       " + stack.bootstrapServers());
    terminal.say(
        "  PostgreSQL  %s, user %s, password in %s"
            .formatted(stack.jdbcUrl(), stack.databaseUser(), stack.databasePasswordFile()));
    terminal.say("  logs        " + stack.folder().logs());
    terminal.say("Ctrl-C stops it.");
    terminal.say("");
  }

  private void restart(Stack stack, ChildProcess dead, Terminal terminal) {
    int code = dead.exitCode().orElse(-1);
    refuseFullDisk(stack);
    if (!stack.wasReady(dead)) {
      countDeath(dead, code);
    }
    terminal.say("%s ended with %d and is started again.".formatted(dead.name(), code));
    stack.launch(dead.name());
  }

  private void countDeath(ChildProcess dead, int code) {
    Deque<Long> deaths = recentDeaths.computeIfAbsent(dead.name(), name -> new ArrayDeque<>());
    long now = System.nanoTime();
    deaths.removeIf(death -> now - death > MEMORY.toNanos());
    deaths.add(now);
    if (deaths.size() > MOST_DEATHS) {
      throw new RefusedException(
          "%s died %d times within %d minutes before it was ready, the last time with %d; see %s."
              .formatted(dead.name(), deaths.size(), MEMORY.toMinutes(), code, dead.log()));
    }
  }

  private static void refuseFullDisk(Stack stack) {
    try {
      if (stack.folder().freeBytes() < FULL_DISK_BYTES) {
        throw new RefusedException(
            "The disk of %s is full: make space and start again.".formatted(stack.folder().root()));
      }
    } catch (IOException e) {
      throw new RefusedException(
          "The data folder %s is gone: %s.".formatted(stack.folder().root(), e), e);
    }
  }
}
