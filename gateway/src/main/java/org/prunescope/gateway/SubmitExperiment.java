package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.SubmissionKeys;
import org.prunescope.gateway.persistence.SubmissionKeys.KeyReusedException;
import org.prunescope.gateway.request.SubmissionKey;
import org.prunescope.gateway.storage.DataSetFolder;

/**
 * Takes an experiment in: plans it, writes the plan, then stores experiment, runs and what is to be
 * sent in one transaction. Nothing of a refused experiment is stored.
 */
@ApplicationScoped
public class SubmitExperiment {
  private static final Logger LOG = Logger.getLogger(SubmitExperiment.class);
  private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_LENGTH = 12;

  private final GatewayConfig config;
  private final ArtifactStore artifacts;
  private final Experiments experiments;
  private final SubmissionKeys keys;
  private final DataSetFolder dataSets;
  private final SecureRandom random = new SecureRandom();

  SubmitExperiment(
      GatewayConfig config,
      ArtifactStore artifacts,
      Experiments experiments,
      SubmissionKeys keys,
      DataSetFolder dataSets) {
    this.config = config;
    this.dataSets = dataSets;
    this.artifacts = artifacts;
    this.experiments = experiments;
    this.keys = keys;
  }

  /**
   * Submits the experiment, once per owner and key.
   *
   * @param owner whose it will be
   * @return the experiment that the owner's key stands for: this one, or an earlier one
   * @throws InvalidFieldException where it cannot be done as it is
   * @throws KeyReusedException where the key came with another request before
   * @throws IOException where the plan could not be written
   */
  public ExperimentId submit(Experiment request, Caller owner, Optional<SubmissionKey> key)
      throws IOException, KeyReusedException {
    Optional<ExperimentId> earlier = earlier(owner, key);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Plan plan = plan(request);
    byte[] bytes = plan.write();
    ArtifactRef artifact = ArtifactRef.plan(plan.experiment(), bytes);
    artifacts.put(artifact, bytes);
    if (!experiments.store(plan, artifact, owner, key)) {
      artifacts.delete(artifact);
      return earlier(owner, key).orElseThrow();
    }

    LOG.infof(
        "submitted experiment=%s variants=%d runs=%d",
        plan.experiment(), plan.variants().size(), plan.runs().size());
    return plan.experiment();
  }

  private Optional<ExperimentId> earlier(Caller owner, Optional<SubmissionKey> key)
      throws KeyReusedException {
    return key.isEmpty() ? Optional.empty() : keys.experiment(owner, key.get());
  }

  /**
   * The plan that submitting the experiment now would store.
   *
   * @throws InvalidFieldException where it cannot be done as it is
   */
  Plan plan(Experiment request) {
    DataSetFingerprint dataSet = fingerprint(request.dataSet());
    ExperimentPlanner.checkRuns(request, config.gateway().runsPerExperiment());
    List<Long> outstanding = experiments.outstandingCosts(config.partitions());
    return ExperimentPlanner.plan(newId(), request, dataSet, outstanding);
  }

  private DataSetFingerprint fingerprint(DataSetSpec spec) {
    try {
      return dataSets.fingerprint(spec);
    } catch (DataSetUnavailableException e) {
      throw new InvalidFieldException("dataSet", "cannot be opened: " + e.getMessage());
    }
  }

  private ExperimentId newId() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
    }
    return new ExperimentId(id.toString());
  }
}
