package org.prunescope.contract.network;

/**
 * What one layer hands to others, of each image: {@code channels} pictures of {@code side} x {@code
 * side} pixels where an image has 32 x 32.
 *
 * @param number of the layer that makes it, from 1 in their order; 0 are the images
 */
public record Activation(int number, int channels, int side) {}
