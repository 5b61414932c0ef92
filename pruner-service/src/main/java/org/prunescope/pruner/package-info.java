/**
 * The pruner: hears what is asked of runs and what became of segments, decides what comes next, and
 * applies the masks that are due.
 */
@NullMarked
package org.prunescope.pruner;

import org.jspecify.annotations.NullMarked;
