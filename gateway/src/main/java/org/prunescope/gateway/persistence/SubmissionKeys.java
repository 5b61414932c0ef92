package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.hibernate.Session;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.request.SubmissionKey;

/** Which experiment a key stands for, as long as the experiment is there. */
@ApplicationScoped
public class SubmissionKeys {
  private final Session session;

  SubmissionKeys(Session session) {
    this.session = session;
  }

  /** A key came with another body before; the message is for people. */
  public static final class KeyReusedException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyReusedException(String experiment) {
      super(
          "This %s came with another request before, which made experiment %s: choose another."
              .formatted(SubmissionKey.HEADER, experiment));
    }
  }

  /**
   * The experiment that the key stands for; empty where it is new.
   *
   * @throws KeyReusedException where it came with another body
   */
  @Transactional
  public Optional<ExperimentId> experiment(SubmissionKey key) throws KeyReusedException {
    Optional<Object[]> known =
        session
            .createNativeQuery(
                "select experiment, body_sha256 from gateway.submission_key where key = :key",
                Object[].class)
            .setParameter("key", key.key())
            .uniqueResultOptional();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    String experiment = (String) known.get()[0];
    if (!key.bodySha256().equals(known.get()[1])) {
      throw new KeyReusedException(experiment);
    }
    return Optional.of(new ExperimentId(experiment));
  }

  /**
   * Makes the key stand for this experiment, in the transaction that stores it. Of several at once
   * one does, and the others wait for it.
   *
   * @return false where it stands for another
   */
  boolean claim(SubmissionKey key, ExperimentId experiment) {
    return session
            .createNativeMutationQuery(
                """
                insert into gateway.submission_key (key, body_sha256, experiment)
                values (:key, :body, :experiment) on conflict (key) do nothing
                """)
            .setParameter("key", key.key())
            .setParameter("body", key.bodySha256())
            .setParameter("experiment", experiment.value())
            .executeUpdate()
        == 1;
  }
}
