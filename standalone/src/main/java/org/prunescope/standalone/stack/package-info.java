/** The whole of Prunescope on one machine and one data folder. */
@NullMarked
package org.prunescope.standalone.stack;

import org.jspecify.annotations.NullMarked;
