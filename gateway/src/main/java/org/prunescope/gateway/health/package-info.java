/** What the gateway tells those who watch over it. */
@NullMarked
package org.prunescope.gateway.health;

import org.jspecify.annotations.NullMarked;
