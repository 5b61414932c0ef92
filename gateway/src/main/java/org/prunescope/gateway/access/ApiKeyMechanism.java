package org.prunescope.gateway.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Tells by a key in {@code Authorization: Bearer KEY} who asks. Other tokens are OIDC's, where that
 * is on.
 */
@ApplicationScoped
class ApiKeyMechanism implements HttpAuthenticationMechanism {
  /** Before OIDC's, which would refuse a key as a broken token. */
  private static final int PRIORITY = 10_000;

  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final Door door;

  ApiKeyMechanism(ApiKeys keys, Door door) {
    this.keys = keys;
    this.door = door;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    String header = context.request().getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Uni.createFrom().nullItem();
    }
    String token = header.substring(BEARER.length()).strip();
    Optional<String> owner = keys.owner(token);
    if (owner.isPresent()) {
      return Uni.createFrom()
          .item(
              QuarkusSecurityIdentity.builder()
                  .setPrincipal(new QuarkusPrincipal(owner.get()))
                  .build());
    }
    return door.takesTokens() && !token.startsWith(ApiKeys.PREFIX)
        ? Uni.createFrom().nullItem()
        : Uni.createFrom().failure(new AuthenticationFailedException("an unknown key"));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }

  @Override
  public int getPriority() {
    return PRIORITY;
  }
}
