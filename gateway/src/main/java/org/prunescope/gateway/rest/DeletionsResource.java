package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.gateway.DeleteExperiment;
import org.prunescope.gateway.DeleteExperiment.UnderWayException;

/** Deletes experiments. */
@Path("/api/v1/experiments")
@Blocking
@Tag(name = "experiments")
public class DeletionsResource {
  private final DeleteExperiment delete;

  DeletionsResource(DeleteExperiment delete) {
    this.delete = delete;
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Delete an experiment, its checkpoints and its results",
      description =
          "Of which nothing is under way: cancel it before, else it is 409. It is gone at once; its"
              + " files and rows are removed in the background.")
  @APIResponse(responseCode = "204", description = "It is gone")
  public void delete(@PathParam("id") String id, @Context UriInfo uri) throws UnderWayException {
    QueryParameters.of(uri);
    if (!delete.delete(parse(id))) {
      throw unknown(id);
    }
  }
}
