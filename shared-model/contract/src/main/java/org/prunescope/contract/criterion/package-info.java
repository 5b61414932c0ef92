/**
 * Criteria: which weights a mask removes, each in a file of its own that ranks the elements of a
 * tensor.
 */
@NullMarked
package org.prunescope.contract.criterion;

import org.jspecify.annotations.NullMarked;
