/** A run's whole state as one safetensors file whose bytes depend on nothing but that state. */
@NullMarked
package org.prunescope.contract.checkpoint;

import org.jspecify.annotations.NullMarked;
