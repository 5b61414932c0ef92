/** What a trainer keeps in memory between segments, so as not to read it again. */
@NullMarked
package org.prunescope.trainer.storage;

import org.jspecify.annotations.NullMarked;
