/** Real Kafka and real PostgreSQL for the gateway's tests. */
@NullMarked
package org.prunescope.gateway.infrastructure;

import org.jspecify.annotations.NullMarked;
