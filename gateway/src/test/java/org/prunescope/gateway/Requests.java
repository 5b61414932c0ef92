package org.prunescope.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.prunescope.contract.artifact.ArtifactRef;

/** Requests that tests send. */
final class Requests {
  /** 2 variants x 2 seeds; 10 updates of training, 5 of fine-tuning. */
  static final String GOOD =
      """
      {
        "name": "small",
        "dataSet": {"name": "shapes", "seed": 0, "trainSamples": 50, "testSamples": 20},
        "architecture": {"family": "wide-resnet", "depth": 10, "widen": 1},
        "objectives": [{"name": "cross-entropy", "training": %s}],
        "pruningPlans": [
          {"name": "dense", "schedule": "dense"},
          {"name": "one-shot", "schedule": "one-shot", "scope": "global", "fineTuning": %s}
        ],
        "sparsities": [0.9],
        "seeds": [0, 1],
        "segmentSteps": 5
      }
      """
          .formatted(training(2), training(1));

  private Requests() {}

  /** Submits the good request under another name, keeping every checkpoint, and returns its id. */
  static String submit(String name) {
    return submitted(
            GOOD.replace(
                "\"name\": \"small\"",
                "\"name\": \"%s\", \"checkpoints\": \"all\"".formatted(name)))
        .getString("id");
  }

  /** Submits a request that is accepted, and returns the answer. */
  static JsonPath submitted(String request) {
    return post(request).statusCode(201).extract().jsonPath();
  }

  /** The plan of an experiment, as the gateway says where it stands. */
  static ArtifactRef plan(JsonPath status) {
    return new ArtifactRef(
        status.getString("plan.key"),
        status.getString("plan.sha256"),
        status.getLong("plan.bytes"));
  }

  /** Sends a request, whatever comes of it. */
  static ValidatableResponse post(String request) {
    return given()
        .contentType(ContentType.JSON)
        .body(request)
        .when()
        .post("/api/v1/experiments")
        .then();
  }

  private static String training(int epochs) {
    return """
    {"epochs": %d, "batchSize": 10, "augmentation": "crop-flip",
     "optimiser": {"momentum": 0.9, "weightDecay": 0.0005},
     "learningRate": {"schedule": "constant", "initial": 0.1}}
    """
        .formatted(epochs);
  }
}
