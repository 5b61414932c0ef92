/** Times the whole: experiments on a stack of real processes, as {@code up} starts it. */
@NullMarked
package org.prunescope.benchmarks.stack;

import org.jspecify.annotations.NullMarked;
