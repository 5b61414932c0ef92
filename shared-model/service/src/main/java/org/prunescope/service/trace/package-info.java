/**
 * Whose work a thread does, on its log lines and in traces that follow records through the
 * services.
 */
@NullMarked
package org.prunescope.service.trace;

import org.jspecify.annotations.NullMarked;
