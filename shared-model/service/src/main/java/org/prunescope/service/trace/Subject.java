package org.prunescope.service.trace;

import io.opentelemetry.api.trace.Span;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * What a thread works on until this is closed: the fields {@code experiment}, {@code run} and
 * {@code position} of every line that it logs meanwhile, and attributes of its span.
 */
public final class Subject implements AutoCloseable {
  private static final String EXPERIMENT = "experiment";
  private static final String RUN = "run";
  private static final String POSITION = "position";

  private Subject() {}

  /** A run, as a whole. */
  public static Subject of(RunId run) {
    return of(run, null);
  }

  /**
   * A run at a position.
   *
   * @param position null where it is about the whole run
   */
  public static Subject of(RunId run, @Nullable Position position) {
    Subject subject = of(run.experiment());
    subject.field(RUN, run.text());
    if (position != null) {
      subject.field(POSITION, position.text());
    }
    return subject;
  }

  /** An experiment, as a whole. */
  public static Subject of(ExperimentId experiment) {
    Subject subject = new Subject();
    subject.field(EXPERIMENT, experiment.value());
    return subject;
  }

  private void field(String name, String value) {
    MDC.put(name, value);
    Span.current().setAttribute("prunescope." + name, value);
  }

  @Override
  public void close() {
    MDC.remove(EXPERIMENT);
    MDC.remove(RUN);
    MDC.remove(POSITION);
  }
}
