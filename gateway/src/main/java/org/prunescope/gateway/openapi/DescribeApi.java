package org.prunescope.gateway.openapi;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.gateway.CommandAnswer;
import org.prunescope.gateway.EstimateWork;
import org.prunescope.gateway.ExemplarPage;
import org.prunescope.gateway.LatentMap;
import org.prunescope.gateway.SampleFates;
import org.prunescope.gateway.ShowExperiments;
import org.prunescope.gateway.persistence.Remeasurements;
import org.prunescope.gateway.persistence.TrainingCurves;
import org.prunescope.gateway.rest.CheckpointPage;
import org.prunescope.gateway.rest.ExperimentPage;
import org.prunescope.gateway.rest.PresetsResource;
import org.prunescope.gateway.rest.Problem;
import org.prunescope.gateway.rest.RunPage;

/**
 * Completes what is found in the code's annotations: the schemas as they are on the wire, the
 * problem that every operation may answer with, the key that may be asked for, and examples.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public final class DescribeApi implements OASFilter {
  private static final List<Class<?>> ANSWERS =
      List.of(
          ExperimentPage.class,
          RunPage.class,
          CheckpointPage.class,
          EstimateWork.Estimate.class,
          ShowExperiments.Results.class,
          ExemplarPage.class,
          SampleFates.class,
          LatentMap.class,
          Remeasurements.Remeasurement.class,
          CommandAnswer.class,
          PresetsResource.PresetDocument.class,
          TrainingCurves.Segment.class,
          Problem.class);
  private static final String EXAMPLES = "/openapi/examples.json";
  private static final String KEY = "key";

  @Override
  public void filterOpenAPI(OpenAPI api) {
    describeSchemas(api);
    api.getComponents()
        .addSecurityScheme(
            KEY,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("Where the gateway asks for one; ./prunescope key OWNER makes it."));
    Map<String, Object> examples = examples();
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (path.startsWith("/api/")) {
                operations(item).forEach(operation -> complete(operation, examples));
              }
            });
  }

  private static Iterable<Operation> operations(PathItem item) {
    return item.getOperations().values();
  }

  private static void describeSchemas(OpenAPI api) {
    WireSchemas answers = WireSchemas.ofAnswers();
    ANSWERS.forEach(answers::add);
    WireSchemas requests = WireSchemas.ofRequests();
    requests.add(Experiment.class);
    Map<String, Schema> schemas = new TreeMap<>(api.getComponents().getSchemas());
    schemas.keySet().removeIf(name -> !isNeeded(name));
    schemas.putAll(requests.schemas());
    schemas.putAll(answers.schemas());
    schemas.put(
        "JsonNode",
        OASFactory.createSchema()
            .addType(Schema.SchemaType.OBJECT)
            .description("A row of a published view, its columns in camel case."));
    Objects.requireNonNull(schemas.get("ExperimentRequest"))
        .addProperty(
            "preset",
            OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .description("Which preset the request is a merge patch of (RFC 7396)."));
    api.getComponents().setSchemas(schemas);
  }

  /** Ids are text on the wire. */
  private static boolean isNeeded(String name) {
    return !List.of("ExperimentId", "VariantId", "RunId", "Instant", "JsonNodeType").contains(name);
  }

  private static void complete(Operation operation, Map<String, Object> examples) {
    operation
        .getResponses()
        .addAPIResponse(
            "default", OASFactory.createAPIResponse().description("What went wrong (RFC 9457)"));
    operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(KEY));
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (!status.startsWith("2")) {
                response.setContent(problem());
              } else if (response.getContent() != null) {
                response.getContent().removeMediaType(Problem.MEDIA_TYPE);
              }
              addExamples(response.getContent(), examples);
            });
    if (operation.getRequestBody() != null) {
      addExamples(operation.getRequestBody().getContent(), examples);
    }
  }

  private static Content problem() {
    Schema schema = OASFactory.createSchema().ref("#/components/schemas/Problem");
    return OASFactory.createContent()
        .addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(schema));
  }

  private static void addExamples(@Nullable Content content, Map<String, Object> examples) {
    if (content == null) {
      return;
    }
    for (MediaType type : content.getMediaTypes().values()) {
      String reference = type.getSchema() == null ? null : type.getSchema().getRef();
      if (reference != null) {
        Object example = examples.get(reference.substring(reference.lastIndexOf('/') + 1));
        if (example != null) {
          type.setExample(example);
        }
      }
    }
  }

  private static Map<String, Object> examples() {
    try (InputStream stream = DescribeApi.class.getResourceAsStream(EXAMPLES)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + EXAMPLES);
      }
      return new JsonMapper().readValue(stream, new TypeReference<Map<String, Object>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
