package org.prunescope.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.prunescope.gateway.request.RefusedRequestException.FieldError;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param type {@code about:blank}: the status says all
 * @param title of the status
 * @param detail one sentence on this occurrence
 * @param errors what is wrong with which field of the request; empty where it is not about fields
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type, String title, int status, String detail, List<FieldError> errors) {
  /** The media type of problems. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  static Response response(int status, String detail, List<FieldError> errors) {
    return Response.status(status)
        .type(MEDIA_TYPE)
        .entity(new Problem("about:blank", title(status), status, detail, errors))
        .build();
  }

  static Response response(int status, String detail) {
    return response(status, detail, List.of());
  }

  private static String title(int status) {
    if (status == 422) {
      return "Unprocessable Content"; // Newer than what Jakarta knows.
    }
    Response.StatusType type = Response.Status.fromStatusCode(status);
    return type == null ? "Status " + status : type.getReasonPhrase();
  }
}
