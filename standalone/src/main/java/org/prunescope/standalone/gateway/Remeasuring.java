package org.prunescope.standalone.gateway;

/**
 * What was asked for when an experiment is measured again.
 *
 * @param requested checkpoints that are measured again where that is needed
 * @param gone checkpoints that are deleted, so that what was measured of them stays as it is
 */
public record Remeasuring(int requested, int gone) {}
