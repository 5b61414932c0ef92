/** What the services say to each other on Kafka: small records, JSON, fields only ever added. */
@NullMarked
package org.prunescope.contract.event;

import org.jspecify.annotations.NullMarked;
