package org.prunescope.service;

import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.json.UnreadableDocumentException;

/**
 * Takes a record in, so that its partition always moves on: an outage is waited for, however long;
 * what is of no use is refused at once, and what fails for a reason of its own after some tries.
 */
public final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class);

  /** A lost race with another instance is over by then; an error of ours is not. */
  private static final int MOST_ERRORS = 5;

  private final Patience patience;
  private final StopSignal stop;

  public Intake(Patience patience, StopSignal stop) {
    this.patience = patience;
    this.stop = stop;
  }

  /** What is done with a record; may be done more than once. */
  @FunctionalInterface
  public interface Use {
    void use() throws Exception;
  }

  /** Sets the record aside as a dead letter. */
  @FunctionalInterface
  public interface Refusal {
    void refuse(Exception reason) throws Exception;
  }

  /**
   * Returns when the record is used, or refused.
   *
   * @param record where it is, for the log
   * @throws StoppedException where a stop was requested before: the record is to come again
   */
  public void take(String record, Use use, Refusal refusal) throws StoppedException {
    Tries tries = new Tries(use);
    Optional<Exception> reason = patience.until(stop, "take in " + record, tries::once);
    if (reason.isPresent()) {
      refuse(record, refusal, reason.get());
    }
  }

  private void refuse(String record, Refusal refusal, Exception reason) throws StoppedException {
    patience.until(
        stop,
        "refuse " + record,
        () -> {
          try {
            refusal.refuse(reason);
            return record;
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
    LOG.errorf("refused, to the dead letters: %s: %s", record, reason.getMessage());
  }

  /** One record's. */
  private final class Tries {
    private final Use use;
    private int errors;

    Tries(Use use) {
      this.use = use;
    }

    /** Why the record is to be refused; empty where it was used. */
    Optional<Exception> once() throws IOException, StoppedException {
      try {
        use.use();
        return Optional.empty();
      } catch (UnreadableDocumentException | RefusedRecordException e) {
        return Optional.of(e);
      } catch (Exception e) {
        // While a service stops, connections close and threads are interrupted: that says nothing.
        stop.check();
        if (Outage.isCauseOf(e)) {
          errors = 0;
          throw new IOException(e);
        }
        LOG.warnf(e, "an error of ours, or a lost race: try=%d", ++errors);
        if (errors == MOST_ERRORS) {
          return Optional.of(e);
        }
        throw new IOException(e);
      }
    }
  }
}
