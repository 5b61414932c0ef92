package org.prunescope.standalone.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some experiments, the newest first; {@code next} is null where these are the last. */
public record ExperimentPage(List<ExperimentStatus> experiments, @Nullable String next) {}
