/** The promises of the whole: experiments as a person submits them, on real processes. */
@NullMarked
package org.prunescope.system;

import org.jspecify.annotations.NullMarked;
