/** Who may use the gateway, how often, and what of it: keys, tokens, owners, rates. */
@NullMarked
package org.prunescope.gateway.access;

import org.jspecify.annotations.NullMarked;
