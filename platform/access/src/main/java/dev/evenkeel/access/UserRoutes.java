package dev.evenkeel.access;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The addresses by which administrators care for users.
final class UserRoutes {
  private static final String USERS = "/api/v1/users";
  private static final String USER = USERS + "/{name}";

  private final Users users;

  UserRoutes(Users users) {
    this.users = users;
  }

  List<Route> routes() {
    return List.of(
            Route.get(USERS, "Users by their names", this::list),
            Route.post(USERS, "Make a user", this::add),
            Route.get(USER, "A user", request -> shown(find(request))),
            new Route("DELETE", USER, "Remove a user", this::remove),
            new Route("PUT", USER + "/roles/{project}", "Give a role in a project", this::give),
            new Route("DELETE", USER + "/roles/{project}", "Take a role away", this::take),
            new Route("PUT", USER + "/password", "Set another password", this::password),
            Route.post(
                USER + "/disable",
                "Let nobody in by a name",
                request -> shown(users.disable(name(request)))),
            Route.post(
                USER + "/enable",
                "Let somebody in again",
                request -> shown(users.enable(name(request)))))
        .stream()
        .map(route -> route.needsEverywhere(Role.ADMIN))
        .toList();
  }

  private static String name(Request request) {
    return request.path("name");
  }

  private Reply list(Request request) {
    List<User> page = users.page(request.query("after").orElse(""), Fields.limit(request));
    return Reply.json(Map.of("users", page.stream().map(UserRoutes::facts).toList()));
  }

  private User find(Request request) {
    String name = name(request);
    return users
        .find(name)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "no user is called `%s`".formatted(Names.abbreviate(name)),
                    "")
                .asException());
  }

  private Reply add(Request request) {
    Fields fields = Fields.of(request, "name", "password", "roles");
    Optional<String> chosen = fields.optional("password");
    String password = chosen.orElseGet(users::makePassword);
    User made = users.add(fields.text("name"), password, fields.roles("roles"));
    return Reply.json(201, told(made, chosen.isPresent() ? "" : password));
  }

  private Reply password(Request request) {
    Optional<String> chosen = Fields.of(request, "password").optional("password");
    String password = chosen.orElseGet(users::makePassword);
    User changed = users.password(name(request), password);
    return Reply.json(told(changed, chosen.isPresent() ? "" : password));
  }

  /// A password that we made is told this once; one that was chosen never.
  private static Map<String, Object> told(User user, String made) {
    Map<String, Object> told = facts(user);
    if (!made.isEmpty()) {
      told.put("password", made);
    }
    return told;
  }

  private Reply give(Request request) {
    Role role = Fields.role(Fields.of(request, "role").text("role"));
    return shown(users.give(name(request), request.path("project"), role));
  }

  private Reply take(Request request) {
    return shown(users.take(name(request), request.path("project")));
  }

  private Reply remove(Request request) {
    users.remove(name(request));
    return Reply.json(Map.of("name", name(request)));
  }

  private static Reply shown(User user) {
    return Reply.json(facts(user));
  }

  private static Map<String, Object> facts(User user) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", user.name());
    facts.put("disabled", user.isDisabled());
    facts.put("roles", Fields.words(user.roles()));
    facts.put("createdMillis", user.createdMillis());
    return facts;
  }
}
