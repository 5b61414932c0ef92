/**
 * What comes next in the life of a run: pure functions of its progress and one event, so that they
 * can be run through any order of events without a broker.
 */
@NullMarked
package org.prunescope.pruner.decision;

import org.jspecify.annotations.NullMarked;
