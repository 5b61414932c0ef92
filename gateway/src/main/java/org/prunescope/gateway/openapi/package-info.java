/** The API's description, derived from the types that are read and written. */
@NullMarked
package org.prunescope.gateway.openapi;

import org.jspecify.annotations.NullMarked;
