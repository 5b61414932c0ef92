/** Where in its life a run is. */
@NullMarked
package org.prunescope.contract.position;

import org.jspecify.annotations.NullMarked;
