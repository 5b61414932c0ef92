/**
 * Whole experiments without brokers, databases, files or networks: the decisions that the services
 * run, between models of Kafka, PostgreSQL and the artifact store that do their worst within what
 * the real ones promise. One seed, one schedule.
 */
@NullMarked
package org.prunescope.system.simulation;

import org.jspecify.annotations.NullMarked;
