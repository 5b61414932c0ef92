/**
 * Objectives: what a network learns by, each in a file of its own that says in which phases it is
 * trained and what it asks of a data set.
 */
@NullMarked
package org.prunescope.contract.objective;

import org.jspecify.annotations.NullMarked;
