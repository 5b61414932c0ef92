/**
 * Conformance to the reference: every definition checked against inputs and outputs that were
 * computed independently of this project.
 */
@NullMarked
package org.prunescope.conformance;

import org.jspecify.annotations.NullMarked;
