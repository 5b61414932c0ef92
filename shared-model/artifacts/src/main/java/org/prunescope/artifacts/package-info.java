/** Which store holds the artifacts, a folder or S3, and whether it can be used. */
@NullMarked
package org.prunescope.artifacts;

import org.jspecify.annotations.NullMarked;
