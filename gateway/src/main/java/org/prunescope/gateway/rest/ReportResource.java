package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.gateway.ComposeReport;
import org.prunescope.gateway.ShowExemplars.NotComparedException;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.report.ReportFile;
import org.prunescope.gateway.report.ReportRecord;

/** An experiment as one file for people. */
@Path("/api/v1/experiments")
@Blocking
@Tag(name = "tables")
public class ReportResource {
  private final ComposeReport compose;
  private final ReportFile file;

  ReportResource(ComposeReport compose, ReportFile file) {
    this.compose = compose;
    this.file = file;
  }

  @GET
  @Path("{id}/report")
  @Produces({MediaType.TEXT_HTML, Problem.MEDIA_TYPE})
  @Operation(
      summary = "Figures, tables and definition as one HTML file that needs nothing else",
      description =
          "While the experiment runs it has what is measured so far, and says so. Image by image it"
              + " shows the sparsest compared variant of each objective and plan: at most 12 of"
              + " them, 10,000 images in a scatter and 12 PIEs each.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_HTML,
              schema = @Schema(implementation = String.class)))
  public Response report(@PathParam("id") String id, @Context UriInfo uri)
      throws IOException, ArtifactUnreadableException, NotPublishedException, NotComparedException {
    QueryParameters.of(uri);
    ReportRecord record = compose.of(parse(id)).orElseThrow(() -> unknown(id));
    StreamingOutput content = out -> file.write(record, out);
    return Response.ok(content)
        .type("text/html; charset=utf-8")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s-report.html\"".formatted(id))
        .build();
  }
}
