/**
 * How much work a plan is, and how long it may take: pure functions of plans and measured speeds.
 */
@NullMarked
package org.prunescope.gateway.algorithm.estimate;

import org.jspecify.annotations.NullMarked;
