/** Names of the Kafka topics, declared once. */
@NullMarked
package org.prunescope.contract.topic;

import org.jspecify.annotations.NullMarked;
