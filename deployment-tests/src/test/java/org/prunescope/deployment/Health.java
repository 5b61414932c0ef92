package org.prunescope.deployment;

import io.smallrye.health.api.HealthGroup;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The paths at which a service says whether it is well. */
final class Health {
  private Health() {}

  static Set<String> paths(Service service) {
    Set<String> paths = new TreeSet<>(Set.of("/q/health/ready", "/q/health/live"));
    if (service == Service.GATEWAY) {
      paths.add("/q/health/group/" + groupOfRequests());
    }
    return paths;
  }

  private static String groupOfRequests() {
    try {
      return Objects.requireNonNull(
              Class.forName("org.prunescope.gateway.health.TakesRequests")
                  .getAnnotation(HealthGroup.class))
          .value();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the gateway's group of checks has gone", e);
    }
  }
}
