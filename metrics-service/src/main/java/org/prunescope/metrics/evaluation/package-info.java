/** What is measured of one checkpoint, from a network in evaluation mode. */
@NullMarked
package org.prunescope.metrics.evaluation;

import org.jspecify.annotations.NullMarked;
