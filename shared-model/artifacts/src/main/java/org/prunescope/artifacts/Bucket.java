package org.prunescope.artifacts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Where the artifacts are, for people, and what is wrong with it.
 *
 * @param name of the bucket
 * @param place of the store, as the configuration says it
 */
record Bucket(String name, String place) {
  private static final int SERVER_ERROR = 500;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * What a call has come to that failed.
   *
   * @param attempt what was attempted, in the infinitive
   */
  IOException failure(String attempt, SdkException e) {
    String problem = "cannot %s in bucket %s at %s: %s".formatted(attempt, name, place, reason(e));
    if (e instanceof AbortedException) {
      InterruptedIOException interrupted = new InterruptedIOException(problem);
      interrupted.initCause(e);
      return interrupted;
    }
    return isRefusal(e)
        ? new StoreRefusedException(problem + advice(code(e).orElseThrow()), e)
        : new IOException(problem, e);
  }

  /** Without request identifiers and without what only wraps it. */
  private static String reason(SdkException e) {
    if (e instanceof S3Exception answer) {
      return "%d %s: %s"
          .formatted(
              answer.statusCode(),
              code(e).orElse("without an S3 error code"),
              Optional.ofNullable(answer.awsErrorDetails())
                  .map(AwsErrorDetails::errorMessage)
                  .orElse("no reason given"));
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof SdkException ? String.valueOf(cause.getMessage()) : cause.toString();
  }

  private static Optional<String> code(SdkException e) {
    return e instanceof S3Exception answer
        ? Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::errorCode)
        : Optional.empty();
  }

  /** What is no matter of time; whoever answers without a code may only stand in for the store. */
  private static boolean isRefusal(SdkException e) {
    return e instanceof S3Exception answer
        && code(e).isPresent()
        && answer.statusCode() < SERVER_ERROR
        && answer.statusCode() != REQUEST_TIMEOUT
        && answer.statusCode() != TOO_MANY_REQUESTS
        && !answer.isThrottlingException();
  }

  private static String advice(String code) {
    return switch (code) {
      case "NoSuchBucket" -> "; prunescope.artifacts.s3.bucket must name a bucket that is there";
      case "AuthorizationHeaderMalformed", "PermanentRedirect" ->
          "; prunescope.artifacts.s3.region must be the bucket's";
      case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
          "; prunescope.artifacts.s3.access-key and secret-key must be those of somebody who may"
              + " list, read, write and delete there";
      default -> "";
    };
  }
}
