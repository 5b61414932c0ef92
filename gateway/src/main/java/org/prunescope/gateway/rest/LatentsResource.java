package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parseRun;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.LatentMap;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.PublishedLatents;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;

/** How a network sees the test samples. */
@Path("/api/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "latents")
public class LatentsResource {
  private final Experiments experiments;
  private final PublishedLatents latents;

  LatentsResource(Experiments experiments, PublishedLatents latents) {
    this.experiments = experiments;
    this.latents = latents;
  }

  @GET
  @Path("{id}/runs/{variant}/{seed}/latents")
  @Operation(
      summary = "Where the test samples' latents lie at a run's end, in two dimensions",
      description =
          "Coordinates along the first two principal components (PCA) of the L2-normalised latents, in"
              + " the test set's order.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = LatentMap.class)))
  @APIResponse(
      responseCode = "409",
      description = "Not measured: not yet, or measurement.geometry was not asked for")
  public LatentMap latents(
      @PathParam("id") String id,
      @PathParam("variant") String variant,
      @PathParam("seed") String seed,
      @Context UriInfo uri)
      throws NotPublishedException {
    QueryParameters.of(uri);
    RunId run = parseRun(id, variant, seed);
    Experiment request = experiments.request(run.experiment()).orElseThrow(() -> unknown(id));
    if (!request.seeds().contains(run.seed())
        || !experiments.variants(run.experiment()).contains(run.variant())) {
      throw unknown(run);
    }
    return latents
        .map(run)
        .orElseThrow(
            () ->
                new ClientErrorException(
                    request.measurement().geometry()
                        ? "%s has no map of its latents: its end is not measured yet, or was before maps were; asking to measure again makes one."
                            .formatted(run)
                        : "%s has no map of its latents: measurement.geometry is false in this experiment."
                            .formatted(run),
                    Status.CONFLICT));
  }
}
