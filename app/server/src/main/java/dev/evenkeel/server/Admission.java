package dev.evenkeel.server;

import dev.evenkeel.base.Guard;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Holds whoever asks to the guard of what they ask, whatever protocol they speak. There is no way
/// round it: what has no route has a guard too, which admits nobody who is unknown.
record Admission(Identities identities) {
  private static final Acting LOCAL = new Acting(Principal.LOCAL, Acting.DEFAULT_PROJECT);
  private static final Acting NOBODY = new Acting(Principal.ANONYMOUS, Acting.DEFAULT_PROJECT);
  private static final Guard KNOWN = new Guard.Needs(Role.VIEWER);
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  boolean isOn() {
    return identities.isOn();
  }

  /// On whose behalf a request is answered.
  ///
  /// @param host by which the client called us
  /// @throws dev.evenkeel.base.ProblemException of kind `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND`
  ///   for a project, or `BUSY` after too many wrong passwords
  Acting admit(Asked asked, Headers headers, Caller caller, String host) {
    if (!identities.isOn()) {
      return asked.project().map(this::local).orElse(LOCAL);
    }
    Guard guard = asked.found() == null ? KNOWN : asked.found().route().guard();
    if (guard instanceof Guard.Open) {
      // Whoever has no role may name any project, and sees nothing of it.
      return asked.project().map(named -> new Acting(Principal.ANONYMOUS, named)).orElse(NOBODY);
    }
    Identities.Proven proven = proven(headers, caller);
    if (proven.isBySession() && !READING.contains(asked.method())) {
      demandOurPage(headers, caller, host);
    }
    Acting acting = acting(guard, proven, asked.project());
    asked.project().ifPresent(identities::demandProject);
    return acting;
  }

  private Acting local(String project) {
    identities.demandProject(project);
    return new Acting(Principal.LOCAL, project);
  }

  /// The same for a call, which names no project.
  Acting admit(Guard guard, Headers headers, Caller caller) {
    if (!identities.isOn()) {
      return LOCAL;
    }
    return guard instanceof Guard.Open
        ? NOBODY
        : acting(guard, proven(headers, caller), Optional.empty());
  }

  private Identities.Proven proven(Headers headers, Caller caller) {
    return identities
        .of(headers, caller)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.UNAUTHENTICATED,
                    headers.contains(HeaderNames.AUTHORIZATION)
                        ? "these credentials are not known here, or not any more"
                        : "this address wants to know who asks",
                    "send `Authorization: Bearer` with a token of `evenkeel token create`")
                .asException());
  }

  private static Acting acting(Guard guard, Identities.Proven proven, Optional<String> named) {
    Principal who = proven.who();
    String project = named.orElse(proven.project());
    if (named.isPresent() && !who.may(Role.VIEWER, project)) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "project `%s` does not exist".formatted(project),
              "ask an administrator for a role in it")
          .asException();
    }
    if (!guard.admits(who, true) || (named.isPresent() && !maysIn(guard, who, project))) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "%s may not do this".formatted(who.name()),
              "ask an administrator for " + wanted(guard, named.orElse("")))
          .asException();
    }
    return new Acting(who, project);
  }

  private static String wanted(Guard guard, String project) {
    return switch (guard) {
      case Guard.Needs(Role role) ->
          project.isEmpty()
              ? "the role %s".formatted(word(role))
              : "the role %s in project %s".formatted(word(role), project);
      case Guard.NeedsEverywhere(Role role) -> "the role %s in all projects".formatted(word(role));
      case Guard.Closed(), Guard.Open() -> "nothing: nobody may";
    };
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static boolean maysIn(Guard guard, Principal who, String project) {
    return !(guard instanceof Guard.Needs(Role role)) || who.may(role, project);
  }

  /// A browser sends its cookie with whatever any page asks, and says truly which page it was.
  private static void demandOurPage(Headers headers, Caller caller, String host) {
    String origin = headers.first(HeaderNames.ORIGIN).orElse("");
    if (!Origins.isOf(origin, host, caller.isSecure())) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "this was not sent by a page of this server",
              "use its own pages, or a token instead of a session")
          .asException();
    }
  }
}
