/** Child processes of this one: started, followed, stopped in order, killed. */
@NullMarked
package org.prunescope.standalone.process;

import org.jspecify.annotations.NullMarked;
