package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.parseVariant;
import static org.prunescope.gateway.rest.PathNames.unknownVariant;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.PublishedResults;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.TrainingCurves;

/** How runs of a variant went, step by step. */
@Path("/api/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "curves")
public class CurvesResource {
  private final Experiments experiments;
  private final TrainingCurves training;
  private final PublishedResults results;

  CurvesResource(Experiments experiments, TrainingCurves training, PublishedResults results) {
    this.experiments = experiments;
    this.training = training;
    this.results = results;
  }

  @GET
  @Path("{id}/variants/{variant}/training")
  @Operation(
      summary = "Loss and learning rate of each segment that a variant's runs trained",
      description = "What a run shares with its trunk is its trunk's.")
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      description = "Only the run of this seed",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
  public List<TrainingCurves.Segment> training(
      @PathParam("id") String id, @PathParam("variant") String name, @Context UriInfo uri) {
    VariantId variant = variant(id, name);
    return training.of(parse(id), variant, seed(uri).orElse(null));
  }

  @GET
  @Path("{id}/variants/{variant}/measurements")
  @Operation(
      summary = "Accuracy, loss, sparsity and more at every measured position of a variant's runs",
      description =
          "Rows of results.v1_measurements; what its columns mean is said in the database. The"
              + " population's means are in curves.")
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      description = "Only the run of this seed",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
  public List<JsonNode> measurements(
      @PathParam("id") String id, @PathParam("variant") String name, @Context UriInfo uri)
      throws NotPublishedException {
    VariantId variant = variant(id, name);
    return results.measurements(parse(id), variant, seed(uri).orElse(null));
  }

  private static Optional<Long> seed(UriInfo uri) {
    return QueryParameters.of(uri, "seed").seed();
  }

  private VariantId variant(String id, String name) {
    ExperimentId experiment = parse(id);
    VariantId variant = parseVariant(name, id);
    if (!experiments.variants(experiment).contains(variant)) {
      throw unknownVariant(name, id);
    }
    return variant;
  }
}
