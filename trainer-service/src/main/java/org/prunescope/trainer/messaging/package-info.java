/** Segments from Kafka and their answers to it, at least once each. */
@NullMarked
package org.prunescope.trainer.messaging;

import org.jspecify.annotations.NullMarked;
