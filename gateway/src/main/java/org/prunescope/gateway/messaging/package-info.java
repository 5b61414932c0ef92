/** Kafka's side of the gateway: thin consumers, and the relay of the outbox. */
@NullMarked
package org.prunescope.gateway.messaging;

import org.jspecify.annotations.NullMarked;
