package dev.evenkeel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People and programs for whom an issuer vouches.
class OidcTest {
  private static final URI BACK = URI.create("https://ml.example/auth/callback");

  @TempDir Path folder;
  private final SimulatedClock clock = new SimulatedClock(Instant.now());
  private Database database;
  private FakeIssuer issuer;
  private Access access;

  @BeforeEach
  void start() throws IOException {
    issuer = new FakeIssuer();
    database = TestDatabases.sqlite(folder);
    access =
        Access.of(
            database,
            clock,
            new AuditLog(database, clock),
            AccessSettings.local().with(settings(issuer.address())));
  }

  @AfterEach
  void stop() {
    database.close();
    issuer.close();
  }

  private static OidcSettings settings(String address) {
    return new OidcSettings(
        address,
        "evenkeel",
        "very-secret",
        "evenkeel-api",
        "preferred_username",
        "groups",
        Map.of(
            "ml-team", Map.of("fraud", Role.EDITOR),
            "ml-leads", Map.of("fraud", Role.DEPLOYER, "*", Role.VIEWER)));
  }

  private JWTClaimsSet.Builder claims(String audience) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.address())
        .audience(audience)
        .subject("4711")
        .expirationTime(Date.from(clock.now().plus(Duration.ofMinutes(5))))
        .claim("preferred_username", "anna")
        .claim("groups", List.of("ml-team", "canteen"));
  }

  private void refusesToken(String why, JWTClaimsSet claims) {
    assertThat(access.byBearer(issuer.sign(claims))).as(why).isEmpty();
  }

  @Test
  void knowsWhoeverTheIssuerVouchesForWithTheRolesOfTheirGroups() {
    Identified anna = access.byBearer(issuer.sign(claims("evenkeel-api").build())).orElseThrow();
    JWTClaimsSet lead =
        claims("evenkeel-api").claim("groups", List.of("ml-team", "ml-leads")).build();

    assertThat(anna.who().name()).isEqualTo("oidc:anna");
    assertThat(anna.who().roles()).isEqualTo(Map.of("fraud", Role.EDITOR));
    assertThat(access.byBearer(issuer.sign(lead)).orElseThrow().who().roles())
        .isEqualTo(Map.of("fraud", Role.DEPLOYER, "*", Role.VIEWER));
    assertThat(
            access
                .byBearer(issuer.sign(claims("evenkeel-api").claim("groups", null).build()))
                .orElseThrow()
                .who()
                .roles())
        .isEmpty();
  }

  @Test
  void refusesTokensForOthersOfOthersAndOfYesterday() {
    refusesToken("audience", claims("payroll").build());
    refusesToken("issuer", claims("evenkeel-api").issuer("https://evil.example").build());
    refusesToken(
        "expired",
        claims("evenkeel-api")
            .expirationTime(Date.from(clock.now().minus(Duration.ofMinutes(2))))
            .build());
    refusesToken("for ever", claims("evenkeel-api").expirationTime(null).build());
    refusesToken("nobody", claims("evenkeel-api").claim("preferred_username", null).build());
    refusesToken("odd", claims("evenkeel-api").claim("preferred_username", "a\nb").build());
    assertThat(
            access.byBearer(
                FakeIssuer.sign(claims("evenkeel-api").build(), FakeIssuer.key("first"))))
        .as("another key of the same name")
        .isEmpty();
  }

  @Test
  void refusesTokensWithoutASignatureAndThoseSignedWithThePublicKey() throws JOSEException {
    JWTClaimsSet claims = claims("evenkeel-api").build();
    SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    hmac.sign(new MACSigner("x".repeat(64).getBytes(StandardCharsets.UTF_8)));

    assertThat(access.byBearer(new PlainJWT(claims).serialize())).isEmpty();
    assertThat(access.byBearer(hmac.serialize())).isEmpty();
    assertThat(access.byBearer("a.b.c")).isEmpty();
    assertThat(access.byBearer("x".repeat(100_000))).isEmpty();
  }

  @Test
  void asksForUnknownKeysNowAndThenOnly() {
    assertThat(access.byBearer(issuer.sign(claims("evenkeel-api").build()))).isPresent();
    JWTClaimsSet claims = claims("evenkeel-api").build();
    String forged = FakeIssuer.sign(claims, FakeIssuer.key("unknown"));

    for (int ask = 0; ask < 20; ask++) {
      assertThat(access.byBearer(forged)).isEmpty();
    }

    assertThat(issuer.asksForKeys.get()).isLessThanOrEqualTo(3);
    issuer.change(FakeIssuer.key("second"));
  }

  @Test
  void signsInByACodeThatCountsOnceInOneBrowser() {
    OidcSignIn signIn = access.oidc().orElseThrow();
    OidcSignIn.Begun begun = signIn.begin(BACK);
    Map<String, String> asked = FakeIssuer.fields(begun.address().getRawQuery());
    String state = state(begun);

    assertThat(asked)
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("redirect_uri", BACK.toString());
    Identified who =
        signIn.finish(begun.cookie(), state, issuer.code(begun.address(), claims("evenkeel")));
    assertThat(who.who().name()).isEqualTo("oidc:anna");

    String cookie = access.openSession(who);
    assertThat(access.bySession(cookie)).contains(who);
    unauthenticated(() -> signIn.finish(begun.cookie(), state, "code-0"));
  }

  @Test
  void refusesASignInOfAnotherBrowserALateOneAndOneOfAnotherNonce() {
    OidcSignIn signIn = access.oidc().orElseThrow();
    OidcSignIn.Begun stolen = signIn.begin(BACK);
    OidcSignIn.Begun late = signIn.begin(BACK);
    OidcSignIn.Begun other = signIn.begin(BACK);
    OidcSignIn.Begun replayed = signIn.begin(BACK);
    String foreign =
        issuer.code(
            URI.create(replayed.address().toString().replaceAll("nonce=[^&]*", "nonce=anothers")),
            claims("evenkeel"));

    unauthenticated(() -> signIn.finish(other.cookie(), state(stolen), "code"));
    unauthenticated(() -> signIn.finish(replayed.cookie(), state(replayed), foreign));
    clock.moveTo(clock.now().plus(Duration.ofMinutes(11)));
    unauthenticated(() -> signIn.finish(late.cookie(), state(late), "code"));
  }

  private static String state(OidcSignIn.Begun begun) {
    return FakeIssuer.fields(begun.address().getRawQuery()).getOrDefault("state", "");
  }

  private static void unauthenticated(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNAUTHENTICATED));
  }

  @Test
  void refusesAddressesThatOthersCouldReadAndTellsNoSecret() {
    for (String unsafe :
        List.of(
            "http://issuer.example",
            "ftp://127.0.0.1",
            "issuer",
            "https://u:p@issuer.example",
            "http://127.0.0.1.evil.example")) {
      assertThatThrownBy(() -> settings(unsafe)).as(unsafe).isInstanceOf(ProblemException.class);
    }

    assertThat(settings("https://issuer.example").toString()).doesNotContain("very-secret");
    assertThat(AccessSettings.local().with(settings("https://issuer.example")).toString())
        .doesNotContain("very-secret");
  }

  @Test
  void anIssuerCannotSendUsToAddressesThatOnlyWeReach() throws IOException {
    try (FakeIssuer inside = new FakeIssuer()) {
      for (String address : List.of(inside.address() + "/keys", "https://10.0.0.1/keys")) {
        issuer.keysElsewhere = address;

        assertThatThrownBy(() -> access.byBearer(issuer.sign(claims("evenkeel-api").build())))
            .as(address)
            .isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.CONFIGURATION))
            .hasMessageContaining("private or reserved");
      }

      assertThat(inside.asksForKeys).hasValue(0);
    }
    issuer.keysElsewhere = "";
    assertThat(access.byBearer(issuer.sign(claims("evenkeel-api").build()))).isPresent();
  }

  @Test
  void whatAnAdministratorAllowsMayBeAskedForKeys() throws IOException {
    try (FakeIssuer keys = new FakeIssuer()) {
      issuer.keysElsewhere = keys.address() + "/keys";
      Access allowing =
          Access.of(
              database,
              clock,
              new AuditLog(database, clock),
              AccessSettings.local().with(settings(issuer.address())),
              new Egress(List.of(URI.create(keys.address()).getAuthority())));

      assertThat(allowing.byBearer(issuer.sign(claims("evenkeel-api").build()))).isEmpty();

      assertThat(keys.asksForKeys.get()).isPositive();
    }
  }

  @Test
  void saysThatTheIssuerIsSilentAndKeepsOurOwnUsers() {
    access.users().add("root", "correct horse battery", Map.of("*", Role.ADMIN));
    issuer.close();

    assertThatThrownBy(() -> access.byBearer("a.b.c"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT));
    assertThat(access.byPassword("root", "correct horse battery", "::1")).isPresent();
  }
}
