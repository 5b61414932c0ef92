/** Which samples go into which update: values in, values out. */
@NullMarked
package org.prunescope.trainer.algorithm;

import org.jspecify.annotations.NullMarked;
