package org.prunescope.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.prunescope.contract.experiment.ChannelStatistics;

/**
 * What a request may leave out. The defaults are written into the request, so that the stored plan
 * says everything and never depends on them.
 */
final class Defaults {
  /** Some minutes of work for a small network on one core. */
  private static final int SEGMENT_STEPS = 200;

  private Defaults() {}

  static void fill(ObjectNode request) {
    setIfAbsent(request, "segmentSteps", request.numberNode(SEGMENT_STEPS));
    setIfAbsent(request, "threadsPerRun", request.numberNode(1));
    setIfAbsent(request, "precision", request.textNode("float32"));
    setIfAbsent(request, "shareTrunks", request.booleanNode(true));
    setIfAbsent(request, "sparsities", request.arrayNode());
    setIfAbsent(request, "measurement", request.objectNode());
    if (request.path("dataSet") instanceof ObjectNode dataSet
        && dataSet.path("name").asText().equals("cifar-10")) {
      setIfAbsent(dataSet, "trainSamples", dataSet.numberNode(0));
      setIfAbsent(dataSet, "testSamples", dataSet.numberNode(0));
    }
    setIfAbsent(request, "checkpoints", request.textNode("final"));
    if (request.path("measurement") instanceof ObjectNode measurement) {
      setIfAbsent(measurement, "predictionDepth", measurement.booleanNode(true));
      setIfAbsent(measurement, "supportSamples", measurement.numberNode(0));
      setIfAbsent(measurement, "depthSeeds", measurement.arrayNode());
      setIfAbsent(measurement, "knnAccuracy", measurement.booleanNode(true));
      setIfAbsent(measurement, "geometry", measurement.booleanNode(true));
      setIfAbsent(measurement, "supportAugmentation", measurement.textNode("none"));
      setIfAbsent(measurement, "measureEvery", measurement.numberNode(0));
      setIfAbsent(measurement, "measurePruned", measurement.booleanNode(false));
    }
    if (!request.has("normalisation")) {
      ObjectNode normalisation = request.putObject("normalisation");
      ChannelStatistics.CORTI_2022.mean().forEach(normalisation.withArray("mean")::add);
      ChannelStatistics.CORTI_2022.std().forEach(normalisation.withArray("std")::add);
    }
    for (JsonNode objective : request.path("objectives")) {
      objective.forEach(Defaults::fillTraining);
    }
    for (JsonNode plan : request.path("pruningPlans")) {
      if (plan instanceof ObjectNode object) {
        fillPlan(object);
      }
    }
  }

  private static void fillPlan(ObjectNode plan) {
    String schedule = plan.path("schedule").asText();
    if (!schedule.equals("dense")) {
      setIfAbsent(plan, "criterion", plan.textNode("magnitude"));
      setIfAbsent(plan, "rounding", plan.textNode("total"));
      setIfAbsent(plan, "includeBias", plan.booleanNode(false));
    }
    if (schedule.equals("gradual")) {
      setIfAbsent(plan, "initialSparsity", plan.numberNode(0.0));
      setIfAbsent(plan, "close", plan.textNode("exact"));
      setIfAbsent(plan, "events", plan.textNode("from-begin"));
    }
    plan.forEach(Defaults::fillTraining);
  }

  private static void fillTraining(JsonNode training) {
    if (training.path("optimiser") instanceof ObjectNode optimiser) {
      setIfAbsent(optimiser, "nesterov", optimiser.booleanNode(false));
      setIfAbsent(optimiser, "dampening", optimiser.numberNode(0.0));
    }
  }

  private static void setIfAbsent(ObjectNode object, String field, JsonNode value) {
    if (!object.has(field)) {
      object.set(field, value);
    }
  }
}
