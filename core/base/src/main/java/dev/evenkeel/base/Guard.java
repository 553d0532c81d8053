package dev.evenkeel.base;

/// Who may ask a route. `server` asks it before the handler runs, wherever authentication is on.
public sealed interface Guard {
  /// Nobody: what a route has that forgot to say.
  record Closed() implements Guard {}

  /// Anybody, known or not: health, the sign-in page.
  record Open() implements Guard {}

  /// Whoever has the role in some project; the rooms hold each record to its own project.
  record Needs(Role role) implements Guard {}

  /// Whoever has the role in all projects.
  record NeedsEverywhere(Role role) implements Guard {}

  /// Whether somebody may ask.
  ///
  /// @param isKnown whether the server knows who it is
  default boolean admits(Principal who, boolean isKnown) {
    return switch (this) {
      case Closed() -> false;
      case Open() -> true;
      case Needs(Role role) -> isKnown && who.maySomewhere(role);
      case NeedsEverywhere(Role role) -> isKnown && who.mayEverywhere(role);
    };
  }
}
