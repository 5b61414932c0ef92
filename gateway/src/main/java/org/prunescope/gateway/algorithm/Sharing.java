package org.prunescope.gateway.algorithm;

import java.util.List;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/** Up to where a pruned run is the dense run of its seed: the same phases and the same weights. */
public final class Sharing {
  private Sharing() {}

  /**
   * The last trained position at which the two are the same, whether or not the plan shares it.
   *
   * @param pruned with a mask
   * @param dense its baseline
   */
  public static Position upTo(Variant pruned, Variant dense) {
    return before(pruned.masks().getFirst().at(), dense.phases());
  }

  /** A phase that the dense run does not have begins from the end of its last one. */
  static Position before(Position firstMask, List<Phase> densePhases) {
    int last = densePhases.size() - 1;
    return firstMask.phase() <= last
        ? Position.trained(firstMask.phase(), firstMask.step())
        : Position.trained(last, densePhases.get(last).steps());
  }
}
