/** Checks of what a person wrote, field by field. */
@NullMarked
package org.prunescope.contract.field;

import org.jspecify.annotations.NullMarked;
