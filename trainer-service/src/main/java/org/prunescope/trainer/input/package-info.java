/** What a network is fed: which samples, how they are augmented, made ahead on other threads. */
@NullMarked
package org.prunescope.trainer.input;

import org.jspecify.annotations.NullMarked;
