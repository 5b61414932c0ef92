package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.CheckpointPages;
import org.prunescope.gateway.persistence.CheckpointPages.Found;
import org.prunescope.gateway.persistence.CheckpointPages.Query;
import org.prunescope.gateway.persistence.Experiments;

/** The networks themselves, as they were stored. */
@Path("/api/v1/experiments")
@Blocking
@Tag(name = "checkpoints")
public class CheckpointsResource {
  /** As Python's safetensors library has it; there is no registered type. */
  private static final String SAFETENSORS = "application/octet-stream";

  private final Experiments experiments;
  private final CheckpointPages checkpoints;
  private final ArtifactStore artifacts;

  CheckpointsResource(
      Experiments experiments, CheckpointPages checkpoints, ArtifactStore artifacts) {
    this.experiments = experiments;
    this.checkpoints = checkpoints;
    this.artifacts = artifacts;
  }

  @GET
  @Path("{id}/checkpoints")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Checkpoints of an experiment's runs, in the order in which they were stored",
      description = "Each run's last one stays; others go when nothing needs them any more.")
  @Parameter(name = "variant", in = ParameterIn.QUERY, description = "Only of runs of this variant")
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      description = "Only of runs of this seed",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
  @Parameter(
      name = "last",
      in = ParameterIn.QUERY,
      description = "true: only the newest of each run",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @Parameter(
      name = "kept",
      in = ParameterIn.QUERY,
      description = "false: also those that are deleted",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "The value of next in the page before")
  public CheckpointPage list(@PathParam("id") String id, @Context UriInfo uri) {
    ExperimentId experiment = parse(id);
    if (experiments.plan(experiment).isEmpty()) {
      throw unknown(id);
    }
    QueryParameters given =
        QueryParameters.of(uri, "variant", "seed", "last", "kept", "limit", "after");
    int limit = Page.limit(given);
    List<Found> found =
        checkpoints.find(
            new Query(
                experiment,
                given.variant(experiments.variants(experiment)).orElse(null),
                given.seed().orElse(null),
                given.flag("last", false),
                given.flag("kept", true),
                limit + 1,
                Cursor.CHECKPOINTS
                    .after(given, place -> Long.valueOf(place.getFirst()))
                    .orElse(-1L)));
    Page<Found> page = Page.of(found, limit, last -> Cursor.CHECKPOINTS.of(last.announced()));
    return new CheckpointPage(
        page.entries().stream().map(CheckpointPage.Checkpoint::of).toList(), page.next());
  }

  @GET
  @Path("{id}/checkpoints/{sha256}.safetensors")
  @Produces({SAFETENSORS, Problem.MEDIA_TYPE})
  @Operation(
      summary = "A checkpoint's content, by its digest",
      description =
          "Tensors as safetensors, with the names of PyTorch's state_dict. The tag is the digest.")
  public Response content(
      @PathParam("id") String id,
      @PathParam("sha256") String sha256,
      @Context UriInfo uri,
      @Context Request request)
      throws IOException, ArtifactUnreadableException {
    QueryParameters.of(uri);
    ExperimentId experiment = parse(id);
    Found found =
        checkpoints
            .withContent(experiment, sha256)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Experiment %s has no checkpoint of digest %s.".formatted(id, sha256)));
    if (found.deletedAt() != null) {
      throw new WebApplicationException(
          "The checkpoint was deleted at %s, when nothing needed it any more."
              .formatted(found.deletedAt()),
          Response.Status.GONE);
    }
    EntityTag tag = new EntityTag(sha256);
    Response.ResponseBuilder known = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer = known == null ? content(found).tag(tag) : known;
    return answer.cacheControl(ForEver.cacheControl()).build();
  }

  private Response.ResponseBuilder content(Found found)
      throws IOException, ArtifactUnreadableException {
    InputStream content = artifacts.open(found.artifact());
    StreamingOutput copy =
        out -> {
          try (content) {
            content.transferTo(out);
          }
        };
    String name =
        found.run().text().replace('/', '-') + "-" + found.position().text() + ".safetensors";
    return Response.ok(copy)
        .type(SAFETENSORS)
        .header(HttpHeaders.CONTENT_LENGTH, found.artifact().bytes())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
  }
}
