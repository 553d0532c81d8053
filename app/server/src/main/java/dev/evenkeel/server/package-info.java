/// One process that serves everything.
///
/// **Lives here:** configuration, the HTTP server, the wiring of all rooms. It is the only room
/// that knows Helidon.
///
/// **May come in:** every stage and the console. **Stays out:** decisions; a handler translates and
/// hands on.
///
/// **Door:** [Evenkeel] opens a home with all its rooms and serves it; [ServerConfiguration] is
/// what can be set.
@NullMarked
package dev.evenkeel.server;

import org.jspecify.annotations.NullMarked;
