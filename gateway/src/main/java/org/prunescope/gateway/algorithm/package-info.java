/**
 * Planning: from an experiment as submitted to every run, phase, mask, fork and measurement of it.
 *
 * <p>Pure functions on records. What an objective or a pruning plan means it says itself, in {@code
 * org.prunescope.contract.objective} and {@code org.prunescope.contract.pruning}.
 */
@NullMarked
package org.prunescope.gateway.algorithm;

import org.jspecify.annotations.NullMarked;
