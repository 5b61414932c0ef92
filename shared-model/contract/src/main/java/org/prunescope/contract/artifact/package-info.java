/** Immutable, content-addressed files: the only way in which tensors and plans travel. */
@NullMarked
package org.prunescope.contract.artifact;

import org.jspecify.annotations.NullMarked;
