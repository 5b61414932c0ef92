/**
 * The networks' numerics on libtorch through DJL: initial weights, forward and backward pass, the
 * optimiser's update; the only package that knows DJL.
 */
@NullMarked
package org.prunescope.network;

import org.jspecify.annotations.NullMarked;
