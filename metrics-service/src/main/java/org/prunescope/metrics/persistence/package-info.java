/** The tables of schema metrics, and the two transactions on them: store and compare. */
@NullMarked
package org.prunescope.metrics.persistence;

import org.jspecify.annotations.NullMarked;
