package org.prunescope.gateway.rest;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

/** The experiments that come with Prunescope, over HTTP. */
@Path("/api/v1/presets")
@Blocking
@Tag(name = "presets")
public class PresetsResource {
  /** Whoever asks for nothing in particular gets JSON. */
  private static final String YAML = "application/yaml;qs=0.5";

  /**
   * A preset as JSON.
   *
   * @param request the experiment, with every default filled in
   */
  public record PresetDocument(String name, String description, Experiment request) {
    static PresetDocument of(Preset preset) {
      return new PresetDocument(preset.name(), preset.description(), ExperimentReader.read(preset));
    }
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Every preset; a submission names one to build on: {\"preset\": NAME, ...}")
  public List<PresetDocument> list(@Context UriInfo uri) {
    QueryParameters.of(uri);
    return Preset.all().stream().map(PresetDocument::of).toList();
  }

  @GET
  @Path("{name}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "One preset, with every default filled in")
  public PresetDocument get(@PathParam("name") String name, @Context UriInfo uri) {
    QueryParameters.of(uri);
    return PresetDocument.of(preset(name));
  }

  @GET
  @Path("{name}")
  @Produces(YAML)
  @Operation(summary = "One preset's file, with the comments that say why it is as it is")
  public String file(@PathParam("name") String name, @Context UriInfo uri) {
    QueryParameters.of(uri);
    return preset(name).yaml();
  }

  private static Preset preset(String name) {
    return Preset.named(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "There is no preset %s; there are %s."
                        .formatted(name, Preset.all().stream().map(Preset::name).toList())));
  }
}
