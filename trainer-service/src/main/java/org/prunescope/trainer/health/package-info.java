/** What the trainer tells those who watch over it. */
@NullMarked
package org.prunescope.trainer.health;

import org.jspecify.annotations.NullMarked;
