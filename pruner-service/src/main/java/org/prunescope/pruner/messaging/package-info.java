/**
 * Kafka around the decider: one transaction holds the offset read, the progress recorded and all
 * that is sent.
 */
@NullMarked
package org.prunescope.pruner.messaging;

import org.jspecify.annotations.NullMarked;
