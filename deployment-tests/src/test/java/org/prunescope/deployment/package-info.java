/**
 * What is written for containers and clusters: whether it is well formed, and agrees with the code.
 */
@NullMarked
package org.prunescope.deployment;

import org.jspecify.annotations.NullMarked;
