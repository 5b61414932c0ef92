/** How the pruner reads and writes artifacts. */
@NullMarked
package org.prunescope.pruner.storage;

import org.jspecify.annotations.NullMarked;
