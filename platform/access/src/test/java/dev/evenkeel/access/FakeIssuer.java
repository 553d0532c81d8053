package dev.evenkeel.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// An issuer on this machine that keeps to the protocol: it holds a code to its verifier's
/// challenge, and signs with a key that it publishes.
public final class FakeIssuer implements AutoCloseable {
  final AtomicInteger asksForKeys = new AtomicInteger();
  private final HttpServer server;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private volatile RSAKey key = key("first");

  /// Where it says that its keys are; empty for where they are.
  volatile String keysElsewhere = "";

  private volatile List<String> groups = List.of("ml-team");

  private record Code(String challenge, String redirect, JWTClaimsSet claims) {}

  public FakeIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                200,
                Map.of(
                    "issuer",
                    address(),
                    "authorization_endpoint",
                    address() + "/authorize",
                    "token_endpoint",
                    address() + "/token",
                    "jwks_uri",
                    keysElsewhere.isEmpty() ? address() + "/keys" : keysElsewhere)));
    server.createContext(
        "/keys",
        exchange -> {
          asksForKeys.incrementAndGet();
          answer(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject());
        });
    server.createContext("/token", this::token);
    server.createContext("/authorize", this::authorize);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Signs with another key from now on.
  void change(RSAKey other) {
    key = other;
  }

  public String sign(JWTClaimsSet claims) {
    return sign(claims, key);
  }

  static String sign(JWTClaimsSet claims, RSAKey by) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(by));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whom anna belongs to from now on.
  public void groups(List<String> ofAnna) {
    groups = List.copyOf(ofAnna);
  }

  /// Whoever comes is anna, who signs in without being asked.
  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = fields(exchange.getRequestURI().getRawQuery());
    JWTClaimsSet.Builder anna =
        new JWTClaimsSet.Builder()
            .issuer(address())
            .audience(query.get("client_id"))
            .subject("4711")
            .expirationTime(Date.from(Instant.now().plusSeconds(300)))
            .claim("preferred_username", "anna")
            .claim("groups", groups);
    String code = code(exchange.getRequestURI(), anna);
    try (exchange) {
      exchange
          .getResponseHeaders()
          .add(
              "Location",
              "%s?code=%s&state=%s".formatted(query.get("redirect_uri"), code, query.get("state")));
      exchange.sendResponseHeaders(302, -1);
    }
  }

  /// Somebody signs in: answers the code that their browser brings back.
  String code(URI asked, JWTClaimsSet.Builder who) {
    Map<String, String> query = fields(asked.getRawQuery());
    String code = "code-" + codes.size();
    codes.put(
        code,
        new Code(
            query.getOrDefault("code_challenge", ""),
            query.getOrDefault("redirect_uri", ""),
            who.claim("nonce", query.getOrDefault("nonce", "")).build()));
    return code;
  }

  public static Map<String, String> fields(String form) {
    return Arrays.stream(form.split("&"))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> asked =
        fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Code code = codes.remove(asked.getOrDefault("code", ""));
    if (code != null
        && exchange.getRequestHeaders().getFirst("Authorization") != null
        && code.redirect().equals(asked.get("redirect_uri"))
        && code.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))) {
      answer(exchange, 200, Map.of("id_token", sign(code.claims()), "token_type", "Bearer"));
    } else {
      answer(exchange, 400, Map.of("error", "invalid_grant"));
    }
  }

  private static String challenge(String verifier) {
    byte[] verified = verifier.getBytes(StandardCharsets.US_ASCII);
    return Base64URL.encode(Digests.start().digest(verified)).toString();
  }

  private static void answer(HttpExchange exchange, int status, Map<String, ?> body) {
    byte[] bytes = Json.write(body);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
