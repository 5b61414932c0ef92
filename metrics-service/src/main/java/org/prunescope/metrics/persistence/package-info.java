/** The tables of schema metrics, and the transactions on them: store, compare and delete. */
@NullMarked
package org.prunescope.metrics.persistence;

import org.jspecify.annotations.NullMarked;
