/** From checkpoints to PostgreSQL: measures what the plans mark, and compares populations. */
@NullMarked
package org.prunescope.metrics;

import org.jspecify.annotations.NullMarked;
