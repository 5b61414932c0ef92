/** Randomness as a pure function of (seed, phase, epoch, sample, purpose). */
@NullMarked
package org.prunescope.contract.random;

import org.jspecify.annotations.NullMarked;
