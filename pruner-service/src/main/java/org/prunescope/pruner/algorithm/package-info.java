/**
 * Which weights a mask removes, and a checkpoint with the mask applied: pure functions.
 *
 * <p>Magnitude pruning after Han et al. 2015 (arXiv 1506.02626), along the schedules of Zhu and
 * Gupta 2017 (arXiv 1710.01878).
 */
@NullMarked
package org.prunescope.pruner.algorithm;

import org.jspecify.annotations.NullMarked;
