package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.hibernate.Session;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;

/** The numeric environments that runs were trained in. */
@ApplicationScoped
public class RunEnvironments {
  private final Session session;

  RunEnvironments(Session session) {
    this.session = session;
  }

  /**
   * One environment.
   *
   * @param runs how many of the experiment's runs trained in it, as a whole or in part
   */
  public record Used(NumericEnvironment environment, long runs) {}

  /** Takes in where a run that was submitted here trained; the same again changes nothing. */
  @Transactional
  public void store(RunId run, NumericEnvironment environment) {
    session
        .createNativeMutationQuery(
            """
            insert into gateway.run_environment (run, device, instruction_set, library, threads)
            select id, :device, :instructionSet, :library, :threads
            from gateway.run where id = :run
            on conflict do nothing
            """)
        .setParameter("run", run.text())
        .setParameter("device", environment.device())
        .setParameter("instructionSet", environment.instructionSet())
        .setParameter("library", environment.library())
        .setParameter("threads", environment.threadsPerRun())
        .executeUpdate();
  }

  /** Where an experiment's runs trained, the most frequent first. */
  @Transactional
  public List<Used> of(ExperimentId experiment) {
    return session
        .createNativeQuery(
            """
            select e.device, e.instruction_set, e.library, e.threads, count(*)
            from gateway.run_environment e join gateway.run r on r.id = e.run
            where r.experiment = :experiment
            group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4
            """,
            Object[].class)
        .setParameter("experiment", experiment.value())
        .getResultStream()
        .map(
            row ->
                new Used(
                    new NumericEnvironment(
                        (String) row[0], (String) row[1], (String) row[2], (Integer) row[3]),
                    (Long) row[4]))
        .toList();
  }
}
