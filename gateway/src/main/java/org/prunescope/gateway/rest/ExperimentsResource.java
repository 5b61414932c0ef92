package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.time.Instant;
import java.util.Arrays;
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
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.EstimateTimeLeft;
import org.prunescope.gateway.EstimateWork;
import org.prunescope.gateway.RemeasureExperiment;
import org.prunescope.gateway.ShowExperiments;
import org.prunescope.gateway.SubmitExperiment;
import org.prunescope.gateway.access.CurrentCaller;
import org.prunescope.gateway.persistence.ExperimentPages;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.Remeasurements;
import org.prunescope.gateway.persistence.RunPages;
import org.prunescope.gateway.persistence.SubmissionKeys.KeyReusedException;
import org.prunescope.gateway.request.DocumentFormat;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.SubmissionKey;

/** Experiments over HTTP. */
@Path("/api/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "experiments")
public class ExperimentsResource {
  /** RFC 9512. */
  static final String YAML = "application/yaml";

  private static final String DRY_RUN = "dryRun";

  private final SubmitExperiment submit;
  private final EstimateWork estimate;
  private final EstimateTimeLeft timeLeft;
  private final ShowExperiments show;
  private final RemeasureExperiment remeasure;
  private final CurrentCaller caller;

  ExperimentsResource(
      SubmitExperiment submit,
      EstimateWork estimate,
      EstimateTimeLeft timeLeft,
      ShowExperiments show,
      RemeasureExperiment remeasure,
      CurrentCaller caller) {
    this.submit = submit;
    this.estimate = estimate;
    this.timeLeft = timeLeft;
    this.show = show;
    this.remeasure = remeasure;
    this.caller = caller;
  }

  @POST
  @Consumes({MediaType.APPLICATION_JSON, YAML})
  @Operation(
      summary = "Submit an experiment: plan it and release its runs",
      description =
          "With a field preset the body is a JSON merge patch (RFC 7396) of that preset, whose"
              + " fields may all be left out then.")
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(ref = "#/components/schemas/ExperimentRequest")),
        @Content(mediaType = YAML, schema = @Schema(ref = "#/components/schemas/ExperimentRequest"))
      })
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
      description = "Refused, and nothing stored; errors name the fields")
  @APIResponse(
      responseCode = "422",
      description = "Another body came with this Idempotency-Key before")
  @Parameter(
      name = SubmissionKey.HEADER,
      in = ParameterIn.HEADER,
      description =
          "Any text that the client chooses once per experiment: a request that is sent again makes no"
              + " second one",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = DRY_RUN,
      in = ParameterIn.QUERY,
      description = "true: only plan, and say how much work it is",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public Response submit(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
      @Context UriInfo uri,
      @Context HttpHeaders headers)
      throws IOException, KeyReusedException {
    boolean isDryRun = QueryParameters.of(uri, DRY_RUN).flag(DRY_RUN, false);
    byte[] document = body.readNBytes(ExperimentReader.MAX_BYTES + 1);
    if (document.length > ExperimentReader.MAX_BYTES) {
      throw new WebApplicationException(
          "The request is larger than %d bytes.".formatted(ExperimentReader.MAX_BYTES), 413);
    }
    Experiment request =
        ExperimentReader.read(
            document,
            type.isCompatible(MediaType.valueOf(YAML)) ? DocumentFormat.YAML : DocumentFormat.JSON);
    if (isDryRun) {
      return Response.ok(estimate.of(request)).build();
    }
    List<String> keys = headers.getRequestHeader(SubmissionKey.HEADER);
    ExperimentId id = submit.submit(request, caller.get(), SubmissionKey.of(keys, document));
    return Response.created(uri.getAbsolutePathBuilder().path(id.value()).build())
        .entity(status(id))
        .build();
  }

  @GET
  @Operation(summary = "Experiments page by page, the newest first")
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      description = "complete: nothing more will change by itself",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"running", "complete"}))
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      description = "Only experiments with this in their names, in small letters or large ones")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "The value of next in the page before")
  public ExperimentPage list(@Context UriInfo uri) {
    QueryParameters given = QueryParameters.of(uri, "state", "name", "limit", "after");
    int limit = Page.limit(given);
    Page<ExperimentStatus> page =
        Page.of(
            show.find(
                new ExperimentPages.Query(
                    caller.get(),
                    given
                        .oneOf("state", List.of("running", "complete"))
                        .map(state -> state.equals("complete"))
                        .orElse(null),
                    given.text("name").orElse(""),
                    limit + 1,
                    Cursor.EXPERIMENTS
                        .after(
                            given,
                            place ->
                                new ExperimentPages.Place(
                                    Instant.parse(place.get(0)), new ExperimentId(place.get(1))))
                        .orElse(null))),
            limit,
            last -> Cursor.EXPERIMENTS.of(last.submittedAt(), last.id()));
    return new ExperimentPage(page.entries(), page.next());
  }

  @GET
  @Path("{id}")
  @Operation(summary = "Where an experiment stands, and how long it may still take")
  public ExperimentStatus get(@PathParam("id") String id, @Context UriInfo uri) {
    QueryParameters.of(uri);
    return status(parse(id));
  }

  private ExperimentStatus status(ExperimentId id) {
    return show.status(id).orElseThrow(() -> unknown(id.value())).with(timeLeft.of(id));
  }

  @GET
  @Path("{id}/request")
  @Operation(summary = "What was submitted, with every default filled in")
  public Experiment request(@PathParam("id") String id, @Context UriInfo uri) {
    QueryParameters.of(uri);
    return show.request(parse(id)).orElseThrow(() -> unknown(id));
  }

  @GET
  @Path("{id}/plan")
  @Operation(
      summary = "How much work an experiment is, with and without sharing, as a dry run says")
  public EstimateWork.Estimate plan(@PathParam("id") String id, @Context UriInfo uri)
      throws IOException, ArtifactUnreadableException {
    QueryParameters.of(uri);
    return estimate.of(parse(id)).orElseThrow(() -> unknown(id));
  }

  @GET
  @Path("{id}/runs")
  @Operation(summary = "Where each run of an experiment stands, in the order of their release")
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      description = "Only runs in this state",
      schema = @Schema(implementation = RunState.class))
  @Parameter(name = "variant", in = ParameterIn.QUERY, description = "Only runs of this variant")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "The value of next in the page before")
  public RunPage runs(@PathParam("id") String id, @Context UriInfo uri) {
    ExperimentId experiment = parse(id);
    QueryParameters given = QueryParameters.of(uri, "state", "variant", "limit", "after");
    int limit = Page.limit(given);
    RunPages.Query query =
        new RunPages.Query(
            experiment,
            given
                .oneOf("state", Arrays.stream(RunState.values()).map(RunState::name).toList())
                .map(RunState::valueOf)
                .orElse(null),
            given.variant(show.variants(experiment)).orElse(null),
            limit + 1,
            Cursor.RUNS.after(given, place -> Integer.valueOf(place.getFirst())).orElse(-1));
    Page<RunPages.Placed> page =
        Page.of(
            show.runs(query).orElseThrow(() -> unknown(id)),
            limit,
            last -> Cursor.RUNS.of(last.place()));
    return new RunPage(page.entries().stream().map(RunPages.Placed::run).toList(), page.next());
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
      content = @Content(schema = @Schema(implementation = Remeasurements.Remeasurement.class)))
  public Response remeasure(@PathParam("id") String id, @Context UriInfo uri) {
    QueryParameters.of(uri);
    Remeasurements.Remeasurement asked =
        remeasure.remeasure(parse(id)).orElseThrow(() -> unknown(id));
    return Response.accepted(asked).build();
  }

  @GET
  @Path("{id}/results")
  @Operation(summary = "What an experiment has shown so far")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ShowExperiments.Results.class)))
  @APIResponse(responseCode = "503", description = "Metrics has not started on this database yet")
  public ShowExperiments.Results results(@PathParam("id") String id, @Context UriInfo uri)
      throws NotPublishedException {
    QueryParameters.of(uri);
    return show.results(parse(id)).orElseThrow(() -> unknown(id));
  }
}
