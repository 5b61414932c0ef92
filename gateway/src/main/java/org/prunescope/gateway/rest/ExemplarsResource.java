package org.prunescope.gateway.rest;

import static org.prunescope.gateway.rest.PathNames.parse;
import static org.prunescope.gateway.rest.PathNames.parseVariant;
import static org.prunescope.gateway.rest.PathNames.unknown;
import static org.prunescope.gateway.rest.PathNames.unknownVariant;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.DrawSample;
import org.prunescope.gateway.ExemplarPage;
import org.prunescope.gateway.FindPlan;
import org.prunescope.gateway.SampleFates;
import org.prunescope.gateway.ShowExemplars;
import org.prunescope.gateway.ShowExemplars.NotComparedException;
import org.prunescope.gateway.algorithm.Magnification;
import org.prunescope.gateway.persistence.PublishedExemplars.Order;
import org.prunescope.gateway.persistence.PublishedExemplars.Query;
import org.prunescope.gateway.persistence.PublishedExemplars.TieRule;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.storage.DataSetMissingException;

/** Which images pruning makes a population forget, and the images. */
@Path("/api/v1/experiments")
@Blocking
@Tag(name = "exemplars")
public class ExemplarsResource {
  private final FindPlan plans;
  private final ShowExemplars show;
  private final DrawSample draw;

  ExemplarsResource(FindPlan plans, ShowExemplars show, DrawSample draw) {
    this.plans = plans;
    this.show = show;
    this.draw = draw;
  }

  @GET
  @Path("{id}/variants/{variant}/exemplars")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Test samples by how otherwise a pruned population sees them, the most first",
      description = "By taxicab distance; equal ones by sample.")
  @Parameter(
      name = "pie",
      in = ParameterIn.QUERY,
      description = "true: only pruning-identified exemplars; false: all samples",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
  @Parameter(
      name = "tie",
      in = ParameterIn.QUERY,
      description = "To which label equal votes go",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"smallest", "largest"},
              defaultValue = "smallest"))
  @Parameter(
      name = "trueLabel",
      in = ParameterIn.QUERY,
      description = "Only samples of this class, by its label from 0",
      schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(
      name = "order",
      in = ParameterIn.QUERY,
      description = "descending: the largest taxicab distance first",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"descending", "ascending"},
              defaultValue = "descending"))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "The value of next in the page before",
      schema = @Schema(type = SchemaType.INTEGER))
  public ExemplarPage exemplars(
      @PathParam("id") String id, @PathParam("variant") String name, @Context UriInfo uri)
      throws IOException, ArtifactUnreadableException, NotComparedException, NotPublishedException {
    Plan plan = plan(id);
    VariantId variant = parseVariant(name, id);
    Variant planned =
        plan.variants().stream()
            .filter(one -> one.id().equals(variant))
            .findFirst()
            .orElseThrow(() -> unknownVariant(name, id));
    QueryParameters given =
        QueryParameters.of(uri, "pie", "tie", "trueLabel", "order", "limit", "after");
    boolean descending =
        given.choice("order", List.of("descending", "ascending")).equals("descending");
    boolean smallest = given.choice("tie", List.of("smallest", "largest")).equals("smallest");
    return show.page(
        plan,
        planned,
        new Query(
            plan.experiment(),
            variant,
            smallest ? TieRule.SMALLEST : TieRule.LARGEST,
            given.flag("pie", true),
            given.number("trueLabel", 0, plan.dataSet().classes().size() - 1).orElse(null),
            descending ? Order.DESCENDING : Order.ASCENDING,
            Page.limit(given),
            given.number("after", 0, plan.dataSet().testSamples() - 1).orElse(null)));
  }

  @GET
  @Path("{id}/samples/{sample: [^.]+}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What every compared variant makes of one test sample, in the plan's order")
  public SampleFates fates(
      @PathParam("id") String id, @PathParam("sample") String name, @Context UriInfo uri)
      throws IOException, ArtifactUnreadableException, NotPublishedException {
    QueryParameters.of(uri);
    Plan plan = plan(id);
    return show.fates(plan, sample(name, plan.dataSet().testSamples()));
  }

  @GET
  @Path("{id}/samples/{sample}.png")
  @Produces({"image/png", Problem.MEDIA_TYPE})
  @Operation(summary = "A test image of an experiment's data set as PNG")
  @Parameter(
      name = "scale",
      in = ParameterIn.QUERY,
      description = "Side of the square that each pixel becomes",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "16", defaultValue = "1"))
  public Response sample(
      @PathParam("id") String id,
      @PathParam("sample") String name,
      @Context UriInfo uri,
      @Context Request request)
      throws IOException, ArtifactUnreadableException, DataSetMissingException {
    Plan plan = plan(id);
    int sample = sample(name, plan.dataSet().testSamples());
    int scale =
        QueryParameters.of(uri, "scale").number("scale", 1, Magnification.MAX_SCALE).orElse(1);
    // The tag names the pixels, by the data set's fingerprint.
    EntityTag tag = new EntityTag("%s-%d-%d".formatted(plan.dataSet().sha256(), sample, scale));
    Response.ResponseBuilder known = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer =
        known == null
            ? Response.ok(draw.png(plan, sample, scale)).type("image/png").tag(tag)
            : known;
    return answer.cacheControl(ForEver.cacheControl()).build();
  }

  private static int sample(String name, int samples) {
    try {
      int sample = Integer.parseInt(name);
      if (sample >= 0 && sample < samples) {
        return sample;
      }
    } catch (NumberFormatException e) {
      // There is none of that name either.
    }
    throw new NotFoundException(
        "There is no test sample %s; there are 0 to %d.".formatted(name, samples - 1));
  }

  private Plan plan(String id) throws IOException, ArtifactUnreadableException {
    return plans.of(parse(id)).orElseThrow(() -> unknown(id));
  }
}
