package dev.evenkeel.console;

import dev.evenkeel.access.NewToken;
import dev.evenkeel.access.Token;
import dev.evenkeel.access.Tokens;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.Acting;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The page of somebody's own tokens.
public final class AccountPages {
  private static final int FORM_BYTES_MAX = 16 << 10;
  private static final int TOKENS_MAX = 1_000;
  private static final String PATH = "/account";
  private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,2}");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Tokens tokens;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();

  /// @param models names for the navigation
  public AccountPages(Tokens tokens, Supplier<List<String>> models) {
    this.tokens = tokens;
    this.models = models;
  }

  /// A token as the page shows it.
  public record Row(String name, String project, String may, String ends, String used) {}

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, "The page of one's own tokens", _ -> page("", "")).needs(Role.VIEWER),
        Route.post(PATH, "Makes a token from that page", this::create).needs(Role.VIEWER),
        Route.post(PATH + "/revoke", "Revokes a token from that page", this::revoke)
            .needs(Role.VIEWER));
  }

  private Reply create(Request request) {
    Map<String, String> typed = Forms.fields(request.body(FORM_BYTES_MAX));
    String days = typed.getOrDefault("days", "");
    if (!DAYS.matcher(days).matches()) {
      return page("", "A token lasts 1 to 366 days.");
    }
    try {
      Tokens.Created created =
          tokens.create(
              user(),
              new NewToken(
                  typed.getOrDefault("name", "").strip(),
                  Acting.now().project(),
                  role(typed.getOrDefault("cap", "")),
                  Duration.ofDays(Integer.parseInt(days))));
      return page(created.secret(), "");
    } catch (ProblemException e) {
      return page("", told(e));
    }
  }

  private static Role role(String name) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
        return role;
      }
    }
    return Role.VIEWER;
  }

  private Reply revoke(Request request) {
    String name = Forms.fields(request.body(FORM_BYTES_MAX)).getOrDefault("name", "");
    try {
      tokens.revoke(user(), name);
      return Reply.seeOther(PATH);
    } catch (ProblemException e) {
      return page("", told(e));
    }
  }

  private static String told(ProblemException refused) {
    if (refused.problem().kind() == Problem.Kind.INTERNAL) {
      throw refused;
    }
    return refused.problem().sentence();
  }

  private static String user() {
    return Acting.now().who().name();
  }

  private Reply page(String secret, String refusal) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(
        "tokens", tokens.page(user(), "", TOKENS_MAX).stream().map(AccountPages::row).toList());
    values.put("user", user());
    values.put("secret", secret);
    values.put("refusal", refusal);
    values.put("models", models.get());
    return pages.render("account.jte", values);
  }

  private static Row row(Token token) {
    return new Row(
        token.name(),
        token.project(),
        token.cap().name().toLowerCase(Locale.ROOT),
        day(token.expiresMillis()),
        token.usedMillis().isPresent() ? day(token.usedMillis().getAsLong()) : "never");
  }

  private static String day(long millis) {
    return DAY.format(Instant.ofEpochMilli(millis));
  }
}
