package dev.evenkeel.server;

import dev.evenkeel.base.Principal;
import dev.evenkeel.store.Acting;
import io.helidon.http.Headers;
import java.util.Optional;

/// Says who asks.
interface Identities {
  /// Whoever asks is at this machine, and may everything.
  Identities LOCAL =
      new Identities() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public Optional<Proven> of(Headers headers, Caller caller) {
          return Optional.of(new Proven(Principal.LOCAL, Acting.DEFAULT_PROJECT, false));
        }

        @Override
        public void demandProject(String name) {}
      };

  /// Whether anybody is asked who they are. Cheap: every request asks it.
  boolean isOn();

  /// Who proves to be somebody by what the request brings; nobody if it proves nothing.
  Optional<Proven> of(Headers headers, Caller caller);

  /// Refuses a project that does not exist.
  void demandProject(String name);

  /// Somebody who is known.
  ///
  /// @param project in which they work unless they say another
  /// @param isBySession whether a browser sent the proof by itself, so that a page of another site
  ///   may be behind it
  record Proven(Principal who, String project, boolean isBySession) {}
}
