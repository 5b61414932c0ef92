/** The Kafka broker as a program of its own. */
@NullMarked
package org.prunescope.standalone.broker;

import org.jspecify.annotations.NullMarked;
