package dev.evenkeel.console;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The page on which people say who they are.
public final class SignInPages {
  private static final int FORM_BYTES_MAX = 16 << 10;
  private static final String PATH = "/sign-in";

  /// An address of ours: a browser takes `//other` and `/\other` for another site.
  private static final Pattern OURS = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]{0,2000}");

  private final SignInSource source;
  private final Pages pages = new Pages();

  public SignInPages(SignInSource source) {
    this.source = source;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, "The page to sign in", this::form).open(),
        Route.post(PATH, "Signs in from that page", this::signIn).open(),
        Route.get(PATH + "/issuer", "Begins a sign-in at the issuer", this::begin).open(),
        Route.get(PATH + "/callback", "Where the issuer sends people back", this::finish).open(),
        Route.post("/sign-out", "Ends the browser's session", _ -> signOut()).open());
  }

  private Reply form(Request request) {
    return page(200, "", request.query("to").orElse("/"), "");
  }

  private Reply signIn(Request request) {
    Map<String, String> typed = Forms.fields(request.body(FORM_BYTES_MAX));
    String user = typed.getOrDefault("user", "").strip();
    String to = typed.getOrDefault("to", "/");
    try {
      Optional<String> cookie = source.signIn(user, typed.getOrDefault("password", ""));
      return cookie.isPresent()
          ? seeOther(ours(to), cookie.get())
          : page(401, user, to, "This is not the password of a user here.");
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.BUSY) {
        throw e;
      }
      String seconds = e.headers().getOrDefault("Retry-After", "60");
      return page(
          429, user, to, "Too many wrong passwords. Try again in %s seconds.".formatted(seconds));
    }
  }

  private Reply begin(Request request) {
    demandIssuer();
    String to = ours(request.query("to").orElse("/"));
    try {
      SignInSource.Step step = source.begin(to);
      return seeOther(step.location(), step.cookie());
    } catch (ProblemException e) {
      return refused(e, to);
    }
  }

  private Reply finish(Request request) {
    demandIssuer();
    Optional<String> code = request.query("code");
    if (code.isEmpty()) {
      return page(401, "", "/", "%s has not signed you in.".formatted(source.issuer()));
    }
    try {
      SignInSource.Step step =
          source.finish(
              request.header("Cookie").orElse(""), request.query("state").orElse(""), code.get());
      return seeOther(ours(step.location()), step.cookie());
    } catch (ProblemException e) {
      return refused(e, "/");
    }
  }

  private void demandIssuer() {
    if (source.issuer().isEmpty()) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND, "people sign in by their passwords here", "open /sign-in")
          .asException();
    }
  }

  private Reply refused(ProblemException e, String to) {
    return switch (e.problem().kind()) {
      case UNAUTHENTICATED -> page(401, "", to, e.problem().sentence());
      case FORBIDDEN -> page(403, "", to, e.problem().sentence());
      case ENVIRONMENT -> page(502, "", to, "%s does not answer now.".formatted(source.issuer()));
      default -> throw e;
    };
  }

  private Reply signOut() {
    return seeOther(PATH, source.signOut());
  }

  private static Reply seeOther(String location, String cookie) {
    return new Reply.Whole(
        303,
        "text/plain; charset=utf-8",
        new byte[0],
        Map.of("Location", location, "Set-Cookie", cookie, "Cache-Control", "no-store"));
  }

  private static String ours(String to) {
    return OURS.matcher(to).matches() ? to : "/";
  }

  private Reply page(int status, String user, String to, String refusal) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("user", user);
    values.put("to", ours(to));
    values.put("refusal", refusal);
    values.put("issuer", source.issuer());
    values.put("begin", PATH + "/issuer?to=" + URLEncoder.encode(ours(to), StandardCharsets.UTF_8));
    Reply drawn = pages.render("signin.jte", values);
    return switch (drawn) {
      case Reply.Whole whole ->
          new Reply.Whole(status, whole.type(), whole.body(), whole.headers());
      case Reply.Streamed streamed -> streamed;
    };
  }
}
