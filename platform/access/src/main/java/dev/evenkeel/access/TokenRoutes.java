package dev.evenkeel.access;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.Acting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The addresses by which people care for their own tokens, and administrators for everybody's.
final class TokenRoutes {
  private static final String TOKENS = "/api/v1/tokens";
  private static final int DAYS = 90;

  private final Tokens tokens;

  TokenRoutes(Tokens tokens) {
    this.tokens = tokens;
  }

  List<Route> routes() {
    return List.of(
            Route.get(TOKENS, "Tokens of a user by their names", this::list),
            Route.post(TOKENS, "Make a token", this::create),
            new Route("DELETE", TOKENS + "/{name}", "Revoke a token", this::revoke))
        .stream()
        .map(route -> route.needs(Role.VIEWER))
        .toList();
  }

  /// Themselves, or whom an administrator names.
  private static String owner(String asked) {
    Principal who = Acting.now().who();
    if (!asked.equals(who.name()) && !who.mayEverywhere(Role.ADMIN)) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "`%s` may not care for the tokens of `%s`"
                  .formatted(Names.abbreviate(who.name()), Names.abbreviate(asked)),
              "ask an administrator")
          .asException();
    }
    return asked;
  }

  private static String myself() {
    return Acting.now().who().name();
  }

  private static String owner(Request request) {
    return owner(request.query("user").orElseGet(TokenRoutes::myself));
  }

  private Reply list(Request request) {
    List<Token> page =
        tokens.page(owner(request), request.query("after").orElse(""), Fields.limit(request));
    return Reply.json(Map.of("tokens", page.stream().map(TokenRoutes::facts).toList()));
  }

  private Reply create(Request request) {
    Fields fields = Fields.of(request, "name", "user", "project", "role", "days");
    String owner = owner(fields.optional("user").orElseGet(TokenRoutes::myself));
    Tokens.Created made =
        tokens.create(
            owner,
            new NewToken(
                fields.text("name"),
                fields.optional("project").orElse(Acting.now().project()),
                fields.optional("role").map(Fields::role).orElse(Role.ADMIN),
                Duration.ofDays(fields.whole("days", DAYS))));
    Map<String, Object> told = facts(made.token());
    told.put("token", made.secret());
    return Reply.json(201, told);
  }

  private Reply revoke(Request request) {
    tokens.revoke(owner(request), request.path("name"));
    return Reply.json(Map.of("name", request.path("name")));
  }

  private static Map<String, Object> facts(Token token) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("user", token.user());
    facts.put("name", token.name());
    facts.put("project", token.project());
    facts.put("role", Fields.word(token.cap()));
    facts.put("createdMillis", token.createdMillis());
    facts.put("expiresMillis", token.expiresMillis());
    token.usedMillis().ifPresent(used -> facts.put("usedMillis", used));
    return facts;
  }
}
