package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.access.FakeIssuer;
import dev.evenkeel.access.OidcSettings;
import dev.evenkeel.base.Role;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// People who sign in at an issuer, as their browsers do it.
@Timeout(120)
class IssuerSignInTest {
  @TempDir Path folder;
  private FakeIssuer issuer;
  private GuardedServer server;

  @BeforeEach
  void start() throws IOException {
    issuer = new FakeIssuer();
    OidcSettings settings =
        new OidcSettings(
            issuer.address(),
            "evenkeel",
            "very-secret",
            "evenkeel",
            "preferred_username",
            "groups",
            Map.of("ml-team", Map.of("*", Role.VIEWER)));
    ServerConfiguration plain = new ServerConfiguration(folder.resolve("home"), 0, "", "", "");
    server = GuardedServer.start(plain.with(AccessSettings.local().with(settings)));
  }

  @AfterEach
  void close() {
    server.close();
    issuer.close();
  }

  private static String cookie(GuardedServer.Answer answer) {
    String cookie = answer.header("Set-Cookie");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private GuardedServer.Answer begin(String to) throws IOException {
    GuardedServer.Answer answer = server.get("/sign-in/issuer?to=" + to, Map.of());
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    assertThat(answer.header("Location")).startsWith(issuer.address() + "/authorize?");
    assertThat(answer.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax", "Max-Age=600");
    return answer;
  }

  /// Where the issuer sends the browser, without the server's address.
  private String atTheIssuer(GuardedServer.Answer begun) throws IOException {
    HttpURLConnection asked =
        (HttpURLConnection) URI.create(begun.header("Location")).toURL().openConnection();
    asked.setInstanceFollowRedirects(false);
    assertThat(asked.getResponseCode()).isEqualTo(302);
    String back = asked.getHeaderField("Location");
    assertThat(back).startsWith(server.origin() + "/sign-in/callback?");
    return back.substring(server.origin().length());
  }

  /// Other sites send a browser there, and it says so.
  private GuardedServer.Answer comeBack(String address, String cookie) throws IOException {
    return server.get(
        address,
        Map.of("Cookie", cookie, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"));
  }

  @Test
  void whoeverSignsInAtTheIssuerComesWhereTheyWantedAndIsKnown() throws IOException {
    assertThat(server.get("/sign-in?to=/experiments", Map.of()).body())
        .contains("Sign in with 127.0.0.1", "/sign-in/issuer?to=%2Fexperiments");

    GuardedServer.Answer begun = begin("/experiments");
    GuardedServer.Answer ended = comeBack(atTheIssuer(begun), cookie(begun));

    assertThat(ended.status()).as(ended.body()).isEqualTo(303);
    assertThat(ended.header("Location")).isEqualTo("/experiments");
    GuardedServer.Answer page = server.get("/experiments", Map.of("Cookie", cookie(ended)));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("oidc:anna");
  }

  @Test
  void refusesAnAnswerThatAnotherBrowserBeganOrThatComesTwice() throws IOException {
    GuardedServer.Answer mine = begin("/");
    GuardedServer.Answer others = begin("/");
    String back = atTheIssuer(mine);

    assertThat(comeBack(back, cookie(others)).status()).isEqualTo(401);
    assertThat(comeBack(back, cookie(mine)).status())
        .as("it ended by the first try")
        .isEqualTo(401);
    assertThat(comeBack("/sign-in/callback?error=access_denied", cookie(others)).status())
        .isEqualTo(401);
    assertThat(comeBack("/sign-in/callback?code=x&state=y", "a=b").status()).isEqualTo(401);
  }

  @Test
  void goesToNoOtherSiteAfterwards() throws IOException {
    GuardedServer.Answer begun = begin("//evil.example/");

    assertThat(comeBack(atTheIssuer(begun), cookie(begun)).header("Location")).isEqualTo("/");
  }

  @Test
  void whoeverHasNoRoleIsToldSoAndGetsNoSession() throws IOException {
    issuer.groups(List.of("canteen"));
    GuardedServer.Answer begun = begin("/");
    GuardedServer.Answer ended = comeBack(atTheIssuer(begun), cookie(begun));

    assertThat(ended.status()).isEqualTo(403);
    assertThat(ended.body()).contains("has no role here");
    assertThat(ended.header("Set-Cookie")).isEmpty();
  }

  @Test
  void aSilentIssuerKeepsNobodyFromSigningInByPassword() throws IOException {
    issuer.close();

    assertThat(server.get("/sign-in/issuer", Map.of()).status()).isEqualTo(502);
    assertThat(server.session("vera")).contains("=");
  }
}
