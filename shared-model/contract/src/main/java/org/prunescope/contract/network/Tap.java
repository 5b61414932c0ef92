package org.prunescope.contract.network;

/**
 * A place inside the encoder whose output, averaged over the image, is a probe's input.
 *
 * @param name where it is, such as {@code block1.layer.0.conv2}
 * @param width number of values per sample
 */
public record Tap(String name, int width) {}
