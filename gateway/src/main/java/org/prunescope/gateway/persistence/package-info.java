/** Schema {@code gateway} in PostgreSQL, and the views that metrics publishes. */
@NullMarked
package org.prunescope.gateway.persistence;

import org.jspecify.annotations.NullMarked;
