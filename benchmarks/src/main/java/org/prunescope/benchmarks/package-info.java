/** Times the measurements beside what a user would run instead, on made data. */
@NullMarked
package org.prunescope.benchmarks;

import org.jspecify.annotations.NullMarked;
