package dev.evenkeel.console;

import java.util.Optional;

/// Who lets people in.
public interface SignInSource {
  /// The cookie by which a browser is known from now on, as a whole header; nothing when the
  /// password is not that of the user.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `BUSY` after too many wrong ones
  Optional<String> signIn(String user, String password);

  /// Where people can sign in besides, as the page says it; empty for nowhere.
  String issuer();

  /// Begins a sign-in there.
  ///
  /// @param to an address of ours, where they want to be afterwards
  /// @throws dev.evenkeel.base.ProblemException of kind `ENVIRONMENT` when it does not answer
  Step begin(String to);

  /// Ends a sign-in there.
  ///
  /// @param cookies the header of that name, as the browser sent it
  /// @return where they wanted to be, as their browser says it, and the cookie of their session
  /// @throws dev.evenkeel.base.ProblemException of kind `UNAUTHENTICATED` when it does not vouch
  ///   for them or it was not begun in this browser, `FORBIDDEN` when they have no role here
  Step finish(String cookies, String state, String code);

  /// Where a browser goes next.
  ///
  /// @param cookie that it gets, as a whole header
  record Step(String location, String cookie) {}

  /// Ends the session of whoever asks; answers the header by which the browser forgets it.
  String signOut();
}
