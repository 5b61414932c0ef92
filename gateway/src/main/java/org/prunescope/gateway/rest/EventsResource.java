package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.FollowExperiment;
import org.prunescope.gateway.FollowExperiment.Heard;
import org.prunescope.gateway.ShowExperiments;
import org.prunescope.gateway.request.RefusedRequestException;

/** What happens to an experiment, as server-sent events. */
@Path("/api/v1/experiments")
@Blocking
@Tag(name = "experiments")
public class EventsResource {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final FollowExperiment follow;
  private final ShowExperiments show;

  EventsResource(FollowExperiment follow, ShowExperiments show) {
    this.follow = follow;
    this.show = show;
  }

  @GET
  @Path("{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Every change of every run, from the first on, and then as they happen",
      description =
          "An event 'run' has a number as its id and the run as it then stood as its data. When"
              + " nothing more will change by itself, an event 'complete' with the experiment's"
              + " state ends the stream; where it is deleted, an event 'deleted'. Whoever sends the last number as Last-Event-ID goes on"
              + " after it, at any gateway; where that is all and the experiment is complete, the"
              + " answer is 204, which tells an EventSource to stop.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class)))
  @APIResponse(responseCode = "204", description = "There is nothing more to come")
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
      @Context UriInfo uri,
      @Context Sse sse) {
    QueryParameters.of(uri);
    ExperimentId experiment = parse(id);
    // The state first: what happened until then is counted after it.
    boolean complete = show.status(experiment).orElseThrow(() -> unknown(id)).complete();
    long newest = follow.newest(experiment).orElseThrow(() -> unknown(id));
    long seen = lastEventId == null ? 0 : number(lastEventId, newest);
    if (complete && lastEventId != null && seen == newest) {
      throw new WebApplicationException(Response.noContent().build());
    }
    return follow.after(experiment, seen).map(heard -> event(sse, heard));
  }

  private static long number(String lastEventId, long newest) {
    try {
      long number = Long.parseLong(lastEventId);
      if (number >= 0 && number <= newest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused like one that was never given.
    }
    throw new RefusedRequestException(
        LAST_EVENT_ID, "must be an event's id, 0 to %d, not %s".formatted(newest, lastEventId));
  }

  private static OutboundSseEvent event(Sse sse, Heard heard) {
    return switch (heard) {
      case Heard.Changed changed ->
          sse.newEventBuilder()
              .id(Long.toString(changed.entry().n()))
              .name("run")
              .mediaType(MediaType.TEXT_PLAIN_TYPE)
              .data(String.class, changed.entry().body())
              .build();
      case Heard.Silence silence -> sse.newEventBuilder().comment("").build();
      case Heard.Deleted deleted ->
          sse.newEventBuilder()
              .name("deleted")
              .data(String.class, deleted.experiment().value())
              .build();
      case Heard.Completed completed ->
          sse.newEventBuilder()
              .name("complete")
              .mediaType(MediaType.APPLICATION_JSON_TYPE)
              .data(completed.status())
              .build();
    };
  }
}
