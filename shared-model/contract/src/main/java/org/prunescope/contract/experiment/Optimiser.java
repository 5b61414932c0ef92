package org.prunescope.contract.experiment;

import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/**
 * Stochastic gradient descent as PyTorch defines it: weight decay goes into the gradient, the
 * momentum buffer holds no learning rate, and the first buffer is the undampened gradient.
 *
 * @param momentum 0 to 1
 * @param weightDecay 0 to 1
 * @param nesterov needs a momentum above 0 and no dampening
 * @param dampening 0 to 1
 */
public record Optimiser(double momentum, double weightDecay, boolean nesterov, double dampening) {
  public Optimiser {
    Fields.within("momentum", momentum, 0, 1);
    Fields.within("weightDecay", weightDecay, 0, 1);
    Fields.within("dampening", dampening, 0, 1);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new InvalidFieldException("nesterov", "needs a momentum above 0 and a dampening of 0");
    }
  }
}
