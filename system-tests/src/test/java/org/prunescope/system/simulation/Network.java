package org.prunescope.system.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * A checkpoint's content: instead of weights, all that they would depend on.
 *
 * @param run that made it: a branch's own networks differ from its trunk's
 * @param at where it has come to
 * @param input digest of the checkpoint that it was made from; null for the first
 * @param environment equal ones compute equal bytes
 */
record Network(RunId run, Position at, @Nullable String input, int environment) {
  byte[] bytes() {
    return "%s|%s|%s|%d".formatted(run.text(), at.text(), input, environment).getBytes(UTF_8);
  }

  String sha256() {
    return Sha256.of(bytes());
  }
}
