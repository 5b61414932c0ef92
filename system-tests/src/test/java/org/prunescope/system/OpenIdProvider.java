package org.prunescope.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * As much of an OpenID provider as whoever verifies its tokens asks for: where its keys are, and
 * the keys (OpenID Connect Discovery 1.0; RFC 7517, 7519).
 */
final class OpenIdProvider implements AutoCloseable {
  private static final String KEY_ID = "only";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final KeyPair keys = keyPair();

  OpenIdProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    answer(
        "/.well-known/openid-configuration",
        Map.of("issuer", address().toString(), "jwks_uri", address() + "/keys"));
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    answer(
        "/keys",
        Map.of(
            "keys",
            List.of(
                Map.of(
                    "kty",
                    "RSA",
                    "use",
                    "sig",
                    "alg",
                    "RS256",
                    "kid",
                    KEY_ID,
                    "n",
                    unsigned(key.getModulus()),
                    "e",
                    unsigned(key.getPublicExponent())))));
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A token of a subject, which is good for so long from now. */
  String token(String subject, Duration validity) {
    return token(subject, address().toString(), validity, keys);
  }

  /** The same, signed with a key that the provider does not know. */
  String forgedToken(String subject) {
    return token(subject, address().toString(), Duration.ofHours(1), keyPair());
  }

  /** The same, of another issuer's name. */
  String foreignToken(String subject) {
    return token(subject, "http://127.0.0.1:1", Duration.ofHours(1), keys);
  }

  private static String token(String subject, String issuer, Duration validity, KeyPair keys) {
    long now = Instant.now().getEpochSecond();
    String signed =
        part(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID))
            + "."
            + part(
                Map.of(
                    "iss",
                    issuer,
                    "sub",
                    subject,
                    "upn",
                    "a name that all have had",
                    "iat",
                    now - 7_200,
                    "exp",
                    now + validity.toSeconds()));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(Map<String, ?> content) {
    return BASE64.encodeToString(json(content));
  }

  private void answer(String path, Map<String, ?> content) {
    byte[] body = json(content);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
  }

  private static byte[] json(Map<String, ?> content) {
    try {
      return JSON.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
