package dev.evenkeel.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Egress;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an issuer says of itself, and whether it signed something. Nothing is asked before the
/// first use, so that a server starts while its issuer is down.
final class OidcIssuer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final int TOKEN_CHARS_MAX = 16 << 10;
  private static final long KEYS_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final long KEYS_REFRESH_MILLIS = 15_000;

  /// An unknown key is asked for this often: else anybody could make us ask the issuer.
  private static final long KEYS_INTERVAL_MILLIS = 30_000;

  /// Signatures only: with a shared secret, the public key of others would do as one.
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OidcSettings settings;
  private final Clock clock;
  private final Egress egress;
  private volatile @Nullable Described described;

  /// @param egress the way out; the issuer's own address is allowed, since an administrator wrote
  ///   it, and what it names elsewhere is not
  OidcIssuer(OidcSettings settings, Clock clock, Egress egress) {
    this.settings = settings;
    this.clock = clock;
    this.egress = egress.with(URI.create(settings.issuer()));
  }

  private record Described(URI authorization, URI token, JWKSource<SecurityContext> keys) {}

  URI authorization() {
    return describe().authorization();
  }

  URI token() {
    return describe().token();
  }

  /// What a token claims, if the issuer signed it, for an audience, and it counts now.
  Optional<JWTClaimsSet> claims(String token, String audience) {
    // Whatever is no token at all asks nobody.
    if (token.length() > TOKEN_CHARS_MAX || !token.matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+")) {
      return Optional.empty();
    }
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, describe().keys()));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            // Nimbus asks whether it holds null, which a set of Java's answers by an exception.
            Collections.singleton(audience),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            new HashSet<>(Set.of("exp", "sub")),
            new HashSet<>()) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.now());
          }
        });
    try {
      return Optional.of(processor.process(token, null));
    } catch (RemoteKeySourceException e) {
      throw silent(e);
    } catch (BadJOSEException | ParseException | com.nimbusds.jose.JOSEException _) {
      return Optional.empty();
    }
  }

  private Described describe() {
    Described known = described;
    if (known == null) {
      known = ask();
      described = known;
    }
    return known;
  }

  private Described ask() {
    String issuer = settings.issuer();
    String base = issuer.endsWith("/") ? issuer : issuer + "/";
    JsonNode told = send("GET", base + ".well-known/openid-configuration", Map.of(), "");
    if (!told.path("issuer").asString("").equals(issuer)) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "the issuer calls itself otherwise",
              issuer,
              "the same address on both sides",
              "write it as its `.well-known/openid-configuration` does")
          .asException();
    }
    URI keys = asked(told, "jwks_uri");
    try {
      return new Described(
          endpoint(told, "authorization_endpoint"),
          asked(told, "token_endpoint"),
          JWKSourceBuilder.<SecurityContext>create(keys.toURL(), this::retrieve)
              .cache(KEYS_MILLIS, KEYS_REFRESH_MILLIS)
              .rateLimited(KEYS_INTERVAL_MILLIS)
              .build());
    } catch (MalformedURLException e) {
      throw silent(e);
    }
  }

  private static URI endpoint(JsonNode told, String name) {
    return OidcSettings.checkAddress(told.path(name).asString(""));
  }

  /// An address that we shall ask ourselves: whoever answers as the issuer must not send us where
  /// only we can go.
  private URI asked(JsonNode told, String name) {
    URI address = endpoint(told, name);
    try {
      egress.check(address.toString());
      return address;
    } catch (ProblemException e) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "the issuer's `%s` cannot be asked: %s".formatted(name, e.problem().what()),
              settings.issuer(),
              e.problem().expected(),
              "if it is right, add its host and port to `egress.allow`")
          .asException(e);
    }
  }

  private Resource retrieve(URL address) throws IOException {
    byte[] body = exchange("GET", address.toString(), Map.of(), "");
    return new Resource(new String(body, StandardCharsets.UTF_8), "application/json");
  }

  /// Gives the issuer a code for tokens.
  JsonNode redeem(Map<String, String> headers, String form) {
    return send("POST", token().toString(), headers, form);
  }

  private JsonNode send(String method, String address, Map<String, String> headers, String body) {
    try {
      return Json.parse(exchange(method, address, headers, body), "the issuer's answer");
    } catch (IOException e) {
      throw silent(e);
    }
  }

  private byte[] exchange(String method, String address, Map<String, String> headers, String body)
      throws IOException {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Accept", "application/json");
    try {
      Egress.Answer answer =
          egress.send(
              new Egress.Call(
                  method,
                  address,
                  all,
                  body.getBytes(StandardCharsets.UTF_8),
                  PATIENCE,
                  ANSWER_BYTES_MAX));
      if (answer.status() != 200 || answer.isCut()) {
        throw new IOException("status %d".formatted(answer.status()));
      }
      return answer.body();
    } catch (ProblemException e) {
      // Its name leads elsewhere than when it was looked at.
      throw new IOException(e);
    }
  }

  private RuntimeException silent(Exception cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "the issuer does not answer as it should",
            settings.issuer(),
            "",
            "look whether it runs; our own users and tokens work meanwhile")
        .asException(cause);
  }
}
