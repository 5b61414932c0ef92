package org.prunescope.standalone.gateway;

import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;

/** What the gateway says of a run, as far as it is shown: why it failed, where it did. */
public record RunStatus(
    String run, RunState state, @Nullable String reason, @Nullable String detail) {}
