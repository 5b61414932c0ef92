/**
 * Trains one bounded stretch of one run after another: a checkpoint in, a checkpoint out. It knows
 * no schedules, decides nothing, and may train a duplicate.
 */
@NullMarked
package org.prunescope.trainer;

import org.jspecify.annotations.NullMarked;
