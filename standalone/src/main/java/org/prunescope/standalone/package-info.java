/** The commands a person types. */
@NullMarked
package org.prunescope.standalone;

import org.jspecify.annotations.NullMarked;
