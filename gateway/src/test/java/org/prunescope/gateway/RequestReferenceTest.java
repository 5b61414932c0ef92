package org.prunescope.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.algorithm.estimate.PlanWork;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

/** What the documentation says of requests and dry runs, against the records themselves. */
class RequestReferenceTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path REFERENCE = Path.of("..", "docs", "REQUEST.md");

  @Test
  void explainsEveryFieldAndEveryChoice() throws IOException {
    String reference = Files.readString(REFERENCE);
    Set<String> words = new TreeSet<>();
    Pattern.compile("`[^`]+`")
        .matcher(reference)
        .results()
        .forEach(code -> words.addAll(Arrays.asList(code.group().split("[^A-Za-z0-9-]+"))));

    Set<String> names = new TreeSet<>();
    collect(Experiment.class, names);
    Preset.all().forEach(preset -> names.add(preset.name()));

    assertThat(names).contains("seeds", "beginStep", "simclr", "crop-flip-both", "chained");
    assertThat(words).containsAll(names);
  }

  @Test
  void theReadmesDryRunIsWhatTheGatewayAnswers() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf('{', readme.indexOf("jq '.work | del(.perVariant)'"));
    Plan plan =
        ExperimentPlanner.plan(
            new ExperimentId("readme"),
            ExperimentReader.read(Preset.named("corti-2022").orElseThrow()),
            new DataSetFingerprint(
                "0".repeat(64), Collections.nCopies(10, "class"), 50_000, 10_000),
            List.of(0L));
    ObjectNode answered = new ObjectMapper().valueToTree(PlanWork.of(plan));
    answered.remove("perVariant");

    JsonNode shown =
        new ObjectMapper().readTree(readme.substring(begin, readme.indexOf("```", begin)));

    assertThat(shown.toString()).isEqualTo(answered.toString());
  }

  private static void collect(Type type, Set<String> names) {
    if (type instanceof ParameterizedType list) {
      collect(list.getActualTypeArguments()[0], names);
    } else if (type instanceof Class<?> choice && choice.isEnum()) {
      for (var constant : choice.getFields()) {
        names.add(constant.getAnnotation(JsonProperty.class).value());
      }
    } else if (type instanceof Class<?> object && object.isRecord()) {
      for (RecordComponent component : object.getRecordComponents()) {
        names.add(component.getName());
        collect(component.getGenericType(), names);
      }
    } else if (type instanceof Class<?> choice && choice.isAnnotationPresent(JsonSubTypes.class)) {
      for (JsonSubTypes.Type option : choice.getAnnotation(JsonSubTypes.class).value()) {
        names.add(option.name());
        if (names.add(option.value().getName())) {
          collect(option.value(), names);
          names.remove(option.value().getName());
        }
      }
    }
  }
}
