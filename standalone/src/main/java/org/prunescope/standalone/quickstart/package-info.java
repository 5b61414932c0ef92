/** One small experiment from submission to its table of variants. */
@NullMarked
package org.prunescope.standalone.quickstart;

import org.jspecify.annotations.NullMarked;
