/** The commands that use a gateway, here or elsewhere, through its API. */
@NullMarked
package org.prunescope.standalone.client;

import org.jspecify.annotations.NullMarked;
