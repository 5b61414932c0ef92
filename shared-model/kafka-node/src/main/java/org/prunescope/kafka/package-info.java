/** Kafka as a library: a node in this JVM, and the loop's topics. */
@NullMarked
package org.prunescope.kafka;

import org.jspecify.annotations.NullMarked;
