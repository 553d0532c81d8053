package dev.evenkeel.access;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Egress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sign-in at an issuer, by an authorization code with PKCE. What was begun is kept on this node,
/// counts once and for ten minutes, and only for the browser that began it.
public final class OidcSignIn {
  private static final Duration TIME = Duration.ofMinutes(10);
  private static final int BEGUN_MAX = 10_000;
  private static final int GROUPS_MAX = 1_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@+|-]{0,127}");

  private final OidcSettings settings;
  private final Clock clock;
  private final OidcIssuer issuer;

  private final Map<String, Pending> byState =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pending> eldest) {
          return size() > BEGUN_MAX;
        }
      };

  OidcSignIn(OidcSettings settings, Clock clock, Egress egress) {
    this.settings = settings;
    this.clock = clock;
    issuer = new OidcIssuer(settings, clock, egress);
  }

  private record Pending(
      String cookieHash, String nonce, String verifier, URI redirect, Instant until) {}

  /// What to send a browser.
  ///
  /// @param address where it goes
  /// @param cookie what it brings back, in a cookie of ten minutes (`HttpOnly`, `SameSite=Lax`)
  public record Begun(URI address, String cookie) {}

  /// Where people sign in, as pages say it: the issuer's host.
  public String shownName() {
    return URI.create(settings.issuer()).getHost();
  }

  /// Begins a sign-in.
  ///
  /// @param redirect our own address to which the issuer sends the browser back; the caller makes
  ///   it from what is configured, never from what a request says
  public Begun begin(URI redirect) {
    String state = Secrets.make("");
    String cookie = Secrets.make("");
    Pending pending =
        new Pending(
            Secrets.hash(cookie),
            Secrets.make(""),
            Secrets.make(""),
            redirect,
            clock.now().plus(TIME));
    Map<String, String> question = new LinkedHashMap<>();
    question.put("response_type", "code");
    question.put("client_id", settings.clientId());
    question.put("redirect_uri", redirect.toString());
    question.put("scope", "openid profile email");
    question.put("state", state);
    question.put("nonce", pending.nonce());
    question.put("code_challenge", challenge(pending.verifier()));
    question.put("code_challenge_method", "S256");
    URI at = issuer.authorization();
    String link = at.getQuery() == null ? "?" : "&";
    synchronized (byState) {
      byState.put(state, pending);
    }
    return new Begun(URI.create(at + link + form(question)), cookie);
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Digests.start().digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Ends a sign-in: who came back.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `UNAUTHENTICATED` when nothing of this kind
  ///   was begun in this browser, or the issuer does not vouch for anybody
  public Identified finish(String cookie, String state, String code) {
    Pending pending = take(cookie, state);
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("grant_type", "authorization_code");
    answer.put("code", code);
    answer.put("redirect_uri", pending.redirect().toString());
    answer.put("client_id", settings.clientId());
    answer.put("code_verifier", pending.verifier());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    if (!settings.clientSecret().isEmpty()) {
      headers.put("Authorization", "Basic " + basic());
    }
    String token = issuer.redeem(headers, form(answer)).path("id_token").asString("");
    return issuer
        .claims(token, settings.clientId())
        .filter(claims -> equal(pending.nonce(), text(claims, "nonce")))
        .flatMap(this::identified)
        .orElseThrow(() -> refused("the issuer does not vouch for anybody"));
  }

  /// A pending sign-in ends by the first try, whoever makes it.
  private Pending take(String cookie, String state) {
    Pending pending;
    synchronized (byState) {
      pending = byState.remove(state);
    }
    if (pending == null
        || clock.now().isAfter(pending.until())
        || !equal(pending.cookieHash(), Secrets.hash(cookie))) {
      throw refused("this sign-in was not begun in this browser, or too long ago");
    }
    return pending;
  }

  private static RuntimeException refused(String what) {
    return Problem.of(Problem.Kind.UNAUTHENTICATED, what, "sign in again").asException();
  }

  private String basic() {
    String pair = encoded(settings.clientId()) + ":" + encoded(settings.clientSecret());
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /// Whose bearer token this is.
  Optional<Identified> byToken(String token) {
    return issuer.claims(token, settings.audience()).flatMap(this::identified);
  }

  private Optional<Identified> identified(JWTClaimsSet claims) {
    String name = text(claims, settings.userClaim());
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Map<String, Role> roles = new HashMap<>();
    groups(claims.getClaim(settings.rolesClaim()))
        .limit(GROUPS_MAX)
        .flatMap(group -> settings.roles().getOrDefault(group, Map.of()).entrySet().stream())
        .forEach(given ->
            roles.merge(
                given.getKey(), given.getValue(), (one, other) -> one.covers(other) ? one : other));
    return Optional.of(
        new Identified(new Principal(Access.FOREIGN + name, roles), Acting.DEFAULT_PROJECT));
  }

  private static Stream<String> groups(@Nullable Object claim) {
    return switch (claim) {
      case List<?> several ->
          several.stream().filter(String.class::isInstance).map(String.class::cast);
      case String one -> Stream.of(one);
      case null, default -> Stream.empty();
    };
  }

  private static String text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : "";
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
