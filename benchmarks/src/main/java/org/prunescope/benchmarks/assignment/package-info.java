/**
 * How long an experiment takes on so many trainers, by simulation: the real plan and the real
 * assignor of Kafka's group coordinator, with segment times for training.
 */
@NullMarked
package org.prunescope.benchmarks.assignment;

import org.jspecify.annotations.NullMarked;
