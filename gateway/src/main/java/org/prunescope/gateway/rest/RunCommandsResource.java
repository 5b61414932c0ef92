package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.parseRun;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.CommandAnswer;
import org.prunescope.gateway.CommandRuns;
import org.prunescope.gateway.CommandRuns.BlockedException;

/** Cancelling and resuming over HTTP. */
@Path("/api/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "experiments")
public class RunCommandsResource {
  private static final String ALL = "all";

  private final CommandRuns commands;

  RunCommandsResource(CommandRuns commands) {
    this.commands = commands;
  }

  @POST
  @Path("{id}/cancel")
  @Operation(
      summary = "Cancel every run that has not ended",
      description = "What is trained stays, and is measured. Asking twice is harmless.")
  @APIResponse(
      responseCode = "202",
      description = "What was asked of which run, and why nothing was of the others",
      content = @Content(schema = @Schema(implementation = CommandAnswer.class)))
  public Response cancel(@PathParam("id") String id, @Context UriInfo uri) {
    QueryParameters.of(uri);
    return Response.accepted(commands.cancel(parse(id)).orElseThrow(() -> unknown(id))).build();
  }

  @POST
  @Path("{id}/resume")
  @Operation(
      summary = "Resume every run that has failed, was cancelled or is blocked",
      description =
          "Each goes on from its last recorded checkpoint as a new attempt; one whose measurement has"
              + " failed is measured again. Asking twice is harmless.")
  @APIResponse(
      responseCode = "202",
      description = "What was asked of which run, and why nothing was of the others",
      content = @Content(schema = @Schema(implementation = CommandAnswer.class)))
  @Parameter(
      name = ALL,
      in = ParameterIn.QUERY,
      description =
          "true: also runs that seem to be under way, and what is to be measured; for when Kafka's data"
              + " was lost. Otherwise it costs the segments in work",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public Response resume(@PathParam("id") String id, @Context UriInfo uri) {
    boolean all = QueryParameters.of(uri, ALL).flag(ALL, false);
    return Response.accepted(commands.resume(parse(id), all).orElseThrow(() -> unknown(id)))
        .build();
  }

  @POST
  @Path("{id}/runs/{variant}/{seed}/cancel")
  @Operation(
      summary = "Cancel a run",
      description =
          "Branches that have begun from it go on; those that wait for one of its checkpoints become"
              + " BLOCKED until it is resumed. Cancelling a branch never stops its trunk.")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CommandAnswer.class)))
  public Response cancelRun(
      @PathParam("id") String id,
      @PathParam("variant") String variant,
      @PathParam("seed") String seed,
      @Context UriInfo uri) {
    QueryParameters.of(uri);
    RunId run = parseRun(id, variant, seed);
    return Response.accepted(commands.cancel(run).orElseThrow(() -> unknown(run))).build();
  }

  @POST
  @Path("{id}/runs/{variant}/{seed}/resume")
  @Operation(summary = "Resume a run that has failed or was cancelled")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CommandAnswer.class)))
  @APIResponse(
      responseCode = "409",
      description = "It is blocked by another run that has stopped: resume that one")
  @Parameter(
      name = ALL,
      in = ParameterIn.QUERY,
      description = "true: also where it seems to be under way",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public Response resumeRun(
      @PathParam("id") String id,
      @PathParam("variant") String variant,
      @PathParam("seed") String seed,
      @Context UriInfo uri)
      throws BlockedException {
    boolean all = QueryParameters.of(uri, ALL).flag(ALL, false);
    RunId run = parseRun(id, variant, seed);
    return Response.accepted(commands.resume(run, all).orElseThrow(() -> unknown(run))).build();
  }
}
