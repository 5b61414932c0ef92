/** One way to write and read every document that passes between services. */
@NullMarked
package org.prunescope.contract.json;

import org.jspecify.annotations.NullMarked;
