/** What the metrics service tells those who watch over it. */
@NullMarked
package org.prunescope.metrics.health;

import org.jspecify.annotations.NullMarked;
