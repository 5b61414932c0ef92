/**
 * The plan of one experiment: every run, phase, mask, fork and measurement, fixed before the first
 * step.
 */
@NullMarked
package org.prunescope.contract.plan;

import org.jspecify.annotations.NullMarked;
