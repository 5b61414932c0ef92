package org.prunescope.standalone.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some runs of an experiment, and where the next begin. */
record RunPage(List<RunStatus> runs, @Nullable String next) {}
