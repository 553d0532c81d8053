package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.Identified;
import dev.evenkeel.access.OidcSignIn;
import dev.evenkeel.base.Problem;
import dev.evenkeel.console.SignInSource;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/// Sessions as browsers keep them: in a cookie that no script reads and that other sites' pages do
/// not bring along.
///
/// @param address ours, as it is configured, for the issuer to send people back to
record SignIns(Access access, Supplier<URI> address) implements SignInSource {
  private static final String BEGUN = "-begun";

  @Override
  public Optional<String> signIn(String user, String password) {
    return access
        .byPassword(user, password, Caller.now().address())
        .map(who -> cookie("", access.openSession(who), ""));
  }

  @Override
  public String issuer() {
    return access.oidc().map(OidcSignIn::shownName).orElse("");
  }

  @Override
  public Step begin(String to) {
    OidcSignIn.Begun begun = oidc().begin(address.get().resolve("/sign-in/callback"));
    String wanted = Base64.getUrlEncoder().withoutPadding().encodeToString(to.getBytes(UTF_8));
    return new Step(
        begun.address().toString(), cookie(BEGUN, begun.cookie() + "." + wanted, "; Max-Age=600"));
  }

  @Override
  public Step finish(String cookies, String state, String code) {
    String begun =
        Callers.cookie(cookies, Callers.cookie(Caller.now().isSecure()) + BEGUN).orElse("");
    int dot = begun.indexOf('.');
    Identified who = oidc().finish(dot < 0 ? "" : begun.substring(0, dot), state, code);
    if (who.who().roles().isEmpty()) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "%s has no role here".formatted(who.who().name()),
              "ask an administrator for one of the groups that have")
          .asException();
    }
    return new Step(wanted(begun.substring(dot + 1)), cookie("", access.openSession(who), ""));
  }

  private static String wanted(String encoded) {
    try {
      return new String(Base64.getUrlDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }

  private OidcSignIn oidc() {
    return access
        .oidc()
        .orElseThrow(() -> new IllegalStateException("Cannot sign in: there is no issuer"));
  }

  @Override
  public String signOut() {
    Caller.now().session().ifPresent(access::closeSession);
    return cookie("", "", "; Max-Age=0");
  }

  private static String cookie(String suffix, String value, String more) {
    boolean isSecure = Caller.now().isSecure();
    return "%s%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s"
        .formatted(Callers.cookie(isSecure), suffix, value, isSecure ? "; Secure" : "", more);
  }
}
