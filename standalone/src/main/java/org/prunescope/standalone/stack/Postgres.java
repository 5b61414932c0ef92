package org.prunescope.standalone.stack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Program;

/**
 * The PostgreSQL server of a data folder: unpacked, initialised with one database and one user, and
 * run on the loopback address with a password drawn for this folder. Each of the three is done in a
 * folder of another name first, so that whatever is interrupted is begun again.
 */
final class Postgres {
  static final String NAME = "prunescope";

  private final Path root;
  private final Path server;
  private final Path database;
  private final int port;
  private final Part part;

  Postgres(Installation installation, DataFolder folder, int port) {
    this.root = folder.postgres();
    this.server = root.resolve("server");
    this.database = root.resolve("database");
    this.port = port;
    Map<String, String> environment = new HashMap<>(Stack.CHILD_ENVIRONMENT);
    environment.put("PRUNESCOPE_POSTGRES", executable("postgres"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(installation.startScript(), "postgres", "-D", database.toString()));
    command.addAll(List.of("-p", Integer.toString(port)));
    settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    this.part = new Part(new Program("postgres", command, environment), this::isReady);
  }

  private static Map<String, String> settings() {
    return Map.of(
        "listen_addresses", "127.0.0.1",
        "unix_socket_directories", "",
        "log_line_prefix", "%t ",
        "log_checkpoints", "off");
  }

  Part part() {
    return part;
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, NAME);
  }

  /** File with the password, readable by its owner alone. */
  Path passwordFile() {
    return root.resolve("password");
  }

  String password() {
    try {
      return Files.readString(passwordFile()).strip();
    } catch (IOException e) {
      throw new RefusedException("PostgreSQL's password cannot be read: " + e, e);
    }
  }

  /** Unpacks the server and makes the database where they are missing. */
  void prepare() {
    try {
      Files.createDirectories(root);
      if (!Files.exists(server)) {
        Path unfinished = fresh("server");
        PostgresArchive.unpack(unfinished);
        Files.move(unfinished, server, StandardCopyOption.ATOMIC_MOVE);
      }
      if (!Files.exists(database)) {
        Path unfinished = fresh("database");
        writePassword();
        initialise(unfinished);
        Files.move(unfinished, database, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new RefusedException(
          "PostgreSQL cannot be set up in %s: %s".formatted(root, e.getMessage()), e);
    }
  }

  private Path fresh(String name) throws IOException {
    Path unfinished = root.resolve(name + ".unfinished");
    if (Files.exists(unfinished)) {
      try (Stream<Path> files = Files.walk(unfinished)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return unfinished;
  }

  private void writePassword() throws IOException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(passwordFile());
    Files.createFile(
        passwordFile(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile(), HexFormat.of().formatHex(random) + "\n");
  }

  private void initialise(Path unfinished) throws IOException {
    List<String> initialise =
        List.of(
            executable("initdb"),
            "--pgdata=" + unfinished,
            "--username=" + NAME,
            "--pwfile=" + passwordFile(),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale");
    run(initialise, "");
    // The archive holds no psql; the server itself takes statements in its single-user mode.
    run(
        List.of(executable("postgres"), "--single", "-D", unfinished.toString(), "postgres"),
        "CREATE DATABASE " + NAME + "\n");
  }

  /** Runs one of PostgreSQL's programs to its end; as root in a user namespace. */
  private void run(List<String> command, String input) throws IOException {
    List<String> whole = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      whole.addAll(List.of("unshare", "-U"));
    }
    whole.addAll(command);
    Path said = root.resolve("setup.log");
    Process process =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
            .start();
    try (var writer = process.outputWriter(US_ASCII)) {
      writer.write(input);
    }
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " does not end, see " + said);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s ended with %d, see %s".formatted(command.getFirst(), process.exitValue(), said));
    }
  }

  private String executable(String name) {
    return server.resolve("bin").resolve(name).toString();
  }

  /** The server's own word, on the last line of its process file; a leftover names another pid. */
  private boolean isReady(ChildProcess child) {
    try {
      List<String> lines = Files.readAllLines(database.resolve("postmaster.pid"));
      return lines.size() >= 8
          && lines.getFirst().strip().equals(Long.toString(child.pid()))
          && lines.get(7).strip().equals("ready");
    } catch (IOException e) {
      return false;
    }
  }
}
