package org.prunescope.metrics.algorithm;

/**
 * The support samples that are searched together.
 *
 * @param values row-major; what is beyond the rows does not count
 * @param rows samples, at least 1
 * @param width values per sample
 * @param first index of the first one in the whole support
 */
record SupportBlock(float[] values, int rows, int width, int first) {}
