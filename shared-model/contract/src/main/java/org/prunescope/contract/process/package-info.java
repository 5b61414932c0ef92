/** How a service process ends together with the process that started it. */
@NullMarked
package org.prunescope.contract.process;

import org.jspecify.annotations.NullMarked;
