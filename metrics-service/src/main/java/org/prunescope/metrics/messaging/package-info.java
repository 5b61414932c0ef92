/** Between Kafka and the use cases: parse, answer, publish, acknowledge. */
@NullMarked
package org.prunescope.metrics.messaging;

import org.jspecify.annotations.NullMarked;
