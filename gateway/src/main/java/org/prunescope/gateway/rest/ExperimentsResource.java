package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.EstimateWork;
import org.prunescope.gateway.RemeasureExperiment;
import org.prunescope.gateway.ShowExperiments;
import org.prunescope.gateway.SubmitExperiment;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.Remeasurements;
import org.prunescope.gateway.persistence.RunStatus;
import org.prunescope.gateway.persistence.SubmissionKeys.KeyReusedException;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.RefusedRequestException;
import org.prunescope.gateway.request.SubmissionKey;

/** Experiments over HTTP. */
@Path("/api/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "experiments")
public class ExperimentsResource {
  private final SubmitExperiment submit;
  private final EstimateWork estimate;
  private final ShowExperiments show;
  private final RemeasureExperiment remeasure;

  ExperimentsResource(
      SubmitExperiment submit,
      EstimateWork estimate,
      ShowExperiments show,
      RemeasureExperiment remeasure) {
    this.submit = submit;
    this.estimate = estimate;
    this.show = show;
    this.remeasure = remeasure;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Submit an experiment: plan it and release its runs")
  @RequestBody(content = @Content(schema = @Schema(implementation = Experiment.class)))
  @APIResponse(
      responseCode = "201",
      description =
          "Submitted; Location is the experiment: with an Idempotency-Key that was used before, the"
              + " earlier one",
      content = @Content(schema = @Schema(implementation = ExperimentStatus.class)))
  @APIResponse(
      responseCode = "200",
      description = "With dryRun=true: what it would come to; nothing is stored",
      content = @Content(schema = @Schema(implementation = EstimateWork.Estimate.class)))
  @APIResponse(
      responseCode = "400",
      description = "Refused, and nothing stored; errors name the fields",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(
      responseCode = "422",
      description = "Another body came with this Idempotency-Key before",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @Parameter(
      name = SubmissionKey.HEADER,
      in = ParameterIn.HEADER,
      description =
          "Any text that the client chooses once per experiment: a request that is sent again makes no"
              + " second one",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "true: only plan, and say how much work it is",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public Response submit(InputStream body, @Context UriInfo uri, @Context HttpHeaders headers)
      throws IOException, KeyReusedException {
    byte[] json = body.readNBytes(ExperimentReader.MAX_BYTES + 1);
    if (json.length > ExperimentReader.MAX_BYTES) {
      throw new WebApplicationException(
          "The request is larger than %d bytes.".formatted(ExperimentReader.MAX_BYTES), 413);
    }
    Experiment request = ExperimentReader.read(json);
    if (isTrue(uri, "dryRun")) {
      return Response.ok(estimate.of(request)).build();
    }
    List<String> keys = headers.getRequestHeader(SubmissionKey.HEADER);
    ExperimentId id = submit.submit(request, SubmissionKey.of(keys, json));
    return Response.created(uri.getAbsolutePathBuilder().path(id.value()).build())
        .entity(get(id.value()))
        .build();
  }

  @GET
  @Operation(summary = "Every experiment, the newest first")
  public List<ExperimentStatus> list() {
    return show.all();
  }

  @GET
  @Path("{id}")
  @Operation(summary = "Where an experiment stands")
  public ExperimentStatus get(@PathParam("id") String id) {
    return show.status(parse(id)).orElseThrow(() -> unknown(id));
  }

  @GET
  @Path("{id}/request")
  @Operation(summary = "What was submitted, with every default filled in")
  public Experiment request(@PathParam("id") String id) {
    return show.request(parse(id)).orElseThrow(() -> unknown(id));
  }

  @GET
  @Path("{id}/plan")
  @Operation(
      summary = "How much work an experiment is, with and without sharing, as a dry run says")
  public EstimateWork.Estimate plan(@PathParam("id") String id)
      throws IOException, ArtifactUnreadableException {
    return estimate.of(parse(id)).orElseThrow(() -> unknown(id));
  }

  @GET
  @Path("{id}/runs")
  @Operation(summary = "Where each run of an experiment stands")
  public List<RunStatus> runs(@PathParam("id") String id) {
    List<RunStatus> runs = show.runs(parse(id));
    if (runs.isEmpty()) {
      throw unknown(id);
    }
    return runs;
  }

  @POST
  @Path("{id}/remeasure")
  @Operation(
      summary = "Measure again what is missing, has failed or is of an older definition",
      description =
          "Of every checkpoint that the plan marks and that is still there; what is measured by"
              + " today's definition is only answered. Asking twice is harmless.")
  @APIResponse(
      responseCode = "202",
      description = "How many were asked for, and how many are gone: their checkpoints are deleted",
      content = @Content(schema = @Schema(implementation = Remeasurements.Asked.class)))
  public Response remeasure(@PathParam("id") String id) {
    Remeasurements.Asked asked = remeasure.remeasure(parse(id)).orElseThrow(() -> unknown(id));
    return Response.accepted(asked).build();
  }

  @GET
  @Path("{id}/results")
  @Operation(summary = "What an experiment has shown so far")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ShowExperiments.Results.class)))
  @APIResponse(
      responseCode = "503",
      description = "Metrics has not started on this database yet",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public ShowExperiments.Results results(@PathParam("id") String id) throws NotPublishedException {
    return show.results(parse(id)).orElseThrow(() -> unknown(id));
  }

  /** What is there and no truth value is refused: a misspelt dry run must not be a submission. */
  private static boolean isTrue(UriInfo uri, String parameter) {
    List<String> values = uri.getQueryParameters().getOrDefault(parameter, List.of("false"));
    if (values.equals(List.of("true"))) {
      return true;
    }
    if (values.equals(List.of("false"))) {
      return false;
    }
    throw new RefusedRequestException(
        parameter, "must be true or false, not " + String.join(", ", values));
  }
}
