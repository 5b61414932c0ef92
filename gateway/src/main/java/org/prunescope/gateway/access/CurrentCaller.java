package org.prunescope.gateway.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import org.prunescope.gateway.Caller;

/** Who sent the request that is being answered. */
@RequestScoped
public class CurrentCaller {
  private final SecurityIdentity identity;

  CurrentCaller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * The caller.
   *
   * @throws io.quarkus.security.AuthenticationFailedException where a wrong key or token was shown
   */
  public Caller get() {
    return identity.isAnonymous() ? Caller.ANYBODY : new Caller(identity.getPrincipal().getName());
  }
}
