package org.prunescope.gateway.rest;

import io.quarkus.security.AuthenticationFailedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.gateway.CommandRuns.BlockedException;
import org.prunescope.gateway.DeleteExperiment.UnderWayException;
import org.prunescope.gateway.ExportResults.BusyException;
import org.prunescope.gateway.ShowExemplars.NotComparedException;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.SubmissionKeys.KeyReusedException;
import org.prunescope.gateway.request.RefusedRequestException;
import org.prunescope.gateway.request.RefusedRequestException.FieldError;
import org.prunescope.gateway.storage.DataSetMissingException;
import org.prunescope.service.Outage;

/** Every failure becomes a problem here and nowhere else. */
final class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  Response refused(RefusedRequestException e) {
    return invalid(e.error());
  }

  @ServerExceptionMapper
  Response invalid(InvalidFieldException e) {
    return invalid(new FieldError(e.field(), e.problem()));
  }

  private static Response invalid(FieldError error) {
    String detail = (error.field() + " " + error.message()).strip();
    return Problem.response(400, detail, List.of(error));
  }

  @ServerExceptionMapper
  Response notPublished(NotPublishedException e) {
    return Problem.response(
        503, "The results are not there yet: metrics has not started on this database.");
  }

  @ServerExceptionMapper({
    UnderWayException.class,
    NotComparedException.class,
    BlockedException.class,
    DataSetMissingException.class
  })
  Response inConflict(Exception e) {
    return Problem.response(409, String.valueOf(e.getMessage()));
  }

  @ServerExceptionMapper
  Response reused(KeyReusedException e) {
    return Problem.response(422, String.valueOf(e.getMessage()));
  }

  @ServerExceptionMapper
  Response busy(BusyException e) {
    return Problem.response(
        503, "So many exports are under way that this one must wait: try again.");
  }

  @ServerExceptionMapper
  Response unknown(AuthenticationFailedException e) {
    return Admission.unauthorised(e.getMessage());
  }

  @ServerExceptionMapper
  Response http(WebApplicationException e) {
    if (e.getResponse().getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL) {
      return e.getResponse();
    }
    return Problem.response(e.getResponse().getStatus(), String.valueOf(e.getMessage()));
  }

  @ServerExceptionMapper
  Response unreadable(ArtifactUnreadableException e) {
    LOG.error("a request failed", e);
    return Problem.response(500, "The %s.".formatted(e.getMessage()));
  }

  @ServerExceptionMapper
  Response storage(IOException e) {
    return failed(
        e, "A file could not be stored or read, the log says why: try again when that is mended.");
  }

  @ServerExceptionMapper
  Response unexpected(RuntimeException e) {
    return failed(e, "PostgreSQL or a disk does not answer: try again.");
  }

  private static Response failed(Exception e, String inAnOutage) {
    LOG.error("a request failed", e);
    return Outage.isCauseOf(e)
        ? Problem.response(503, inAnOutage)
        : Problem.response(500, "An error of ours; the log says more.");
  }
}
