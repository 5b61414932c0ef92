package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.hibernate.Session;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.Caller;
import org.prunescope.gateway.request.SubmissionKey;

/**
 * Which experiment an owner's key stands for, as long as the experiment is there. What others call
 * theirs is nothing to it.
 */
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
   * The experiment that the owner's key stands for; empty where it is new.
   *
   * @throws KeyReusedException where it came with another body
   */
  @Transactional
  public Optional<ExperimentId> experiment(Caller owner, SubmissionKey key)
      throws KeyReusedException {
    Optional<Object[]> known =
        session
            .createNativeQuery(
                """
                select experiment, body_sha256 from gateway.submission_key
                where key = :key and owner is not distinct from cast(:owner as text)
                """,
                Object[].class)
            .setParameter("key", key.key())
            .setParameter("owner", owner.name(), String.class)
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
   * Makes the owner's key stand for this experiment, in the transaction that stores it. Of several
   * at once one does, and the others wait for it.
   *
   * @return false where it stands for another
   */
  boolean claim(Caller owner, SubmissionKey key, ExperimentId experiment) {
    return session
            .createNativeMutationQuery(
                """
                insert into gateway.submission_key (owner, key, body_sha256, experiment)
                values (cast(:owner as text), :key, :body, :experiment)
                on conflict (owner, key) do nothing
                """)
            .setParameter("owner", owner.name(), String.class)
            .setParameter("key", key.key())
            .setParameter("body", key.bodySha256())
            .setParameter("experiment", experiment.value())
            .executeUpdate()
        == 1;
  }
}
