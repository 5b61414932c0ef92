package org.prunescope.standalone.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gateway's API, as far as the commands need it. */
public final class Gateway {
  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final String JSON = "application/json";
  private static final int PAGE = 1000;

  private final Answers answers;

  /** A gateway that asks nobody for a key. */
  public Gateway(URI address) {
    this(address, null);
  }

  public Gateway(URI address, @Nullable String key) {
    this.answers = new Answers(address, key);
  }

  public ExperimentStatus submit(byte[] experiment) {
    return submit(experiment, JSON);
  }

  /**
   * Submits an experiment.
   *
   * @param type the document's media type
   */
  public ExperimentStatus submit(byte[] experiment, String type) {
    return answers.read(post(EXPERIMENTS, experiment, type), ExperimentStatus.class);
  }

  /** What a submission would come to. */
  public JsonNode dryRun(byte[] experiment, String type) {
    return answers.read(post(EXPERIMENTS + "?dryRun=true", experiment, type), JsonNode.class);
  }

  public ExperimentStatus status(String id) {
    return answers.read(get(path(id), Map.of()), ExperimentStatus.class);
  }

  /** A page of experiments, by the API's parameters. */
  public ExperimentPage list(Map<String, String> parameters) {
    return answers.read(get(EXPERIMENTS, parameters), ExperimentPage.class);
  }

  public List<RunStatus> runs(String id) {
    List<RunStatus> runs = new ArrayList<>();
    String after = "";
    while (after != null) {
      RunPage page = answers.read(get(path(id, "runs"), onPage(Map.of(), after)), RunPage.class);
      runs.addAll(page.runs());
      after = page.next();
    }
    return runs;
  }

  public Results results(String id) {
    return answers.read(get(path(id, "results"), Map.of()), Results.class);
  }

  /** Hands an answer over as it comes: {@code results}, {@code export/variants.csv} and so on. */
  public void raw(String id, List<String> below, Map<String, String> parameters, Taking taking) {
    List<String> parts = new ArrayList<>(List.of(id));
    parts.addAll(below);
    answers.pass(get(path(parts.toArray(String[]::new)), parameters), taking);
  }

  /** Hands a page of experiments over as it comes. */
  public void rawList(Map<String, String> parameters, Taking taking) {
    answers.pass(get(EXPERIMENTS, parameters), taking);
  }

  /** The samples that a variant sees otherwise than its baseline. */
  public Exemplars exemplars(String id, String variant, Map<String, String> parameters) {
    return answers.read(
        get(path(id, "variants", variant, "exemplars"), parameters), Exemplars.class);
  }

  /** Checkpoints of an experiment, by the API's parameters. */
  public List<Checkpoint> checkpoints(String id, Map<String, String> parameters) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    String after = "";
    while (after != null) {
      CheckpointPage page =
          answers.read(
              get(path(id, "checkpoints"), onPage(parameters, after)), CheckpointPage.class);
      checkpoints.addAll(page.checkpoints());
      after = page.next();
    }
    return checkpoints;
  }

  /** Writes what a path of the gateway's holds to a file. */
  public void download(String path, Path file) {
    answers.file(answers.request(path).GET(), file);
  }

  /** Writes an experiment's report to a file. */
  public void report(String id, Path file) {
    download(path(id, "report"), file);
  }

  /** The presets, and what they are for. */
  public List<Preset> presets() {
    return List.of(answers.read(get("/api/v1/presets", Map.of()), Preset[].class));
  }

  /** A preset's file, comments and all. */
  public String preset(String name) {
    byte[] yaml =
        answers.bytes(
            get("/api/v1/presets/" + segment(name), Map.of()).header("Accept", "application/yaml"));
    return new String(yaml, StandardCharsets.UTF_8);
  }

  /** Asks for what is to be measured again. */
  public Remeasuring remeasure(String id) {
    return answers.read(post(path(id, "remeasure")), Remeasuring.class);
  }

  /** Deletes an experiment for good. */
  public void delete(String id) {
    answers.bytes(answers.request(path(id)).DELETE());
  }

  /**
   * Asks for all of an experiment's runs, or one, to be ended or to go on.
   *
   * @param deed {@code cancel} or {@code resume}
   * @param run its variant and its seed; empty for all
   * @param parameters the API's
   */
  public CommandAnswer command(
      String deed, String id, List<String> run, Map<String, String> parameters) {
    List<String> parts = new ArrayList<>(List.of(id));
    if (!run.isEmpty()) {
      parts.add("runs");
      parts.addAll(run);
    }
    parts.add(deed);
    return answers.read(
        post(path(parts.toArray(String[]::new)) + query(parameters)), CommandAnswer.class);
  }

  /** Where an experiment of a gateway is. */
  public static URI experiment(URI address, String id) {
    return address.resolve(path(id));
  }

  private static String path(String... parts) {
    StringBuilder path = new StringBuilder(EXPERIMENTS);
    for (String part : parts) {
      path.append('/').append(segment(part));
    }
    return path.toString();
  }

  /** What a person typed, as one part of a path. */
  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Map<String, String> onPage(Map<String, String> parameters, String after) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("limit", Integer.toString(PAGE));
    if (!after.isEmpty()) {
      all.put("after", after);
    }
    return all;
  }

  private HttpRequest.Builder get(String path, Map<String, String> parameters) {
    return answers.request(path + query(parameters)).GET();
  }

  private static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : new TreeMap<>(parameters)
            .entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + segment(parameter.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }

  private HttpRequest.Builder post(String path) {
    return answers.request(path).POST(BodyPublishers.noBody());
  }

  private HttpRequest.Builder post(String path, byte[] body, String type) {
    return answers
        .request(path)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body));
  }
}
