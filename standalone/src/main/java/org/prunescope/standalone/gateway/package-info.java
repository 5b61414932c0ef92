/** The gateway's API as the commands use it, and what they show of its answers. */
@NullMarked
package org.prunescope.standalone.gateway;

import org.jspecify.annotations.NullMarked;
