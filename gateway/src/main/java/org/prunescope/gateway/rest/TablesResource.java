package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.unknown;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
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
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.ExportResults;
import org.prunescope.gateway.ExportResults.Exported;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.PublishedResults;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.ResultColumn;
import org.prunescope.gateway.persistence.ResultSelection;
import org.prunescope.gateway.persistence.ResultSelection.Positions;
import org.prunescope.gateway.persistence.ResultTable;

/** The tables of results: the small ones as JSON, every one as a file. */
@Path("/api/v1/experiments")
@Blocking
@Tag(name = "tables")
public class TablesResource {
  private static final String PARQUET = "application/vnd.apache.parquet";

  private final Experiments experiments;
  private final PublishedResults results;
  private final ExportResults exports;

  TablesResource(Experiments experiments, PublishedResults results, ExportResults exports) {
    this.experiments = experiments;
    this.results = results;
    this.exports = exports;
  }

  @GET
  @Path("{id}/{table: variants|means|comparisons|estimates|overlaps|curves|classes|pie-labels}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Rows of results.v1_TABLE; what its columns mean is said in the database")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = JsonNode.class)))
  @Parameter(name = "variant", in = ParameterIn.QUERY, description = "Only rows of this variant")
  @Parameter(
      name = "positions",
      in = ParameterIn.QUERY,
      description = "Of estimates: those of the ends alone, or all",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"end", "all"},
              defaultValue = "end"))
  public String rows(
      @PathParam("id") String id, @PathParam("table") String table, @Context UriInfo uri)
      throws NotPublishedException {
    return results.table(selection(id, table(table), uri));
  }

  @GET
  @Path("{id}/export/{file}")
  @Produces({"text/csv", PARQUET, Problem.MEDIA_TYPE})
  @Operation(
      summary = "A table of results as a file: export/TABLE.csv or export/TABLE.parquet",
      description =
          "While the experiment runs it has what is measured so far. Booleans are true and false,"
              + " arrays JSON in CSV; times are UTC.")
  @Parameter(name = "variant", in = ParameterIn.QUERY, description = "Only rows of this variant")
  @Parameter(
      name = "positions",
      in = ParameterIn.QUERY,
      description = "Of samples and estimates: those of the runs' ends alone, or all",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"end", "all"},
              defaultValue = "end"))
  public Response export(
      @PathParam("id") String id, @PathParam("file") String file, @Context UriInfo uri)
      throws NotPublishedException, IOException {
    int dot = file.lastIndexOf('.');
    String format = dot < 0 ? "" : file.substring(dot + 1);
    if (!format.equals("csv") && !format.equals("parquet")) {
      throw new NotFoundException(
          "There is no file %s: it is TABLE.csv or TABLE.parquet.".formatted(file));
    }
    ResultSelection selection = selection(id, table(file.substring(0, dot)), uri);
    List<ResultColumn> columns = exports.columns(selection.table());
    Response.ResponseBuilder answer =
        format.equals("csv") ? csv(selection, columns) : parquet(selection, columns);
    return answer
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s\"".formatted(name(selection, format)))
        .build();
  }

  private Response.ResponseBuilder csv(ResultSelection selection, List<ResultColumn> columns) {
    StreamingOutput rows = out -> exports.csv(selection, columns, out);
    return Response.ok(rows).type("text/csv; charset=utf-8");
  }

  private Response.ResponseBuilder parquet(ResultSelection selection, List<ResultColumn> columns)
      throws IOException {
    Exported file = exports.parquet(selection, columns);
    StreamingOutput content =
        out -> {
          try (InputStream in = file.content()) {
            in.transferTo(out);
          }
        };
    return Response.ok(content).type(PARQUET).header(HttpHeaders.CONTENT_LENGTH, file.bytes());
  }

  private static String name(ResultSelection selection, String format) {
    String variant = selection.variant().map(id -> "-" + id).orElse("");
    return "%s-%s%s.%s"
        .formatted(selection.experiment(), selection.table().text(), variant, format);
  }

  private static ResultTable table(String name) {
    return ResultTable.named(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "There is no table %s; there are %s.".formatted(name, ResultTable.names())));
  }

  private ResultSelection selection(String id, ResultTable table, UriInfo uri) {
    ExperimentId experiment = parse(id);
    if (experiments.plan(experiment).isEmpty()) {
      throw unknown(id);
    }
    QueryParameters given =
        table.knowsEnds()
            ? QueryParameters.of(uri, "variant", "positions")
            : QueryParameters.of(uri, "variant");
    Optional<VariantId> variant = given.variant(experiments.variants(experiment));
    Positions positions =
        given.choice("positions", List.of("end", "all")).equals("all")
            ? Positions.ALL
            : Positions.END;
    return new ResultSelection(experiment, table, variant, positions);
  }
}
