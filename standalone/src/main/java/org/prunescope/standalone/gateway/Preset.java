package org.prunescope.standalone.gateway;

/** An experiment that comes with the gateway. */
public record Preset(String name, String description) {}
