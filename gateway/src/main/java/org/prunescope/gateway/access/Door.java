package org.prunescope.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.prunescope.gateway.GatewayConfig;

/** Whether the gateway asks who is there. */
@ApplicationScoped
public class Door {
  private final GatewayConfig config;
  private final ApiKeys keys;
  private final String host;
  private final boolean takesTokens;

  Door(
      GatewayConfig config,
      ApiKeys keys,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean takesTokens) {
    this.config = config;
    this.keys = keys;
    this.host = host;
    this.takesTokens = takesTokens;
  }

  /** Whether tokens of an OpenID provider are taken. */
  public boolean takesTokens() {
    return takesTokens;
  }

  /** Whether whoever shows nothing is let in: where nobody could show anything, or by decision. */
  public boolean isOpen() {
    return config.gateway().open() || (keys.isEmpty() && !takesTokens);
  }

  /**
   * Refuses to stand open to other machines unless that was decided.
   *
   * @throws IllegalStateException where it does
   */
  public void check() {
    if (isOpen() && !config.gateway().open() && !isLoopback(host)) {
      throw new IllegalStateException(
          "the gateway would listen on %s and ask nobody for a key: set prunescope.gateway.keys, or turn OIDC on, or say prunescope.gateway.open=true"
              .formatted(host));
    }
  }

  static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
