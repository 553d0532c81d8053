/// What every room speaks in and nobody owns.
///
/// **Lives here:** the one error value, business time, names and references, digests, limits, JSON
/// and YAML with places, and an HTTP exchange without a framework type.
///
/// **May come in:** values that two floors share. **Stays out:** anything that knows a model, a
/// dataset, a file or a socket.
///
/// **Door:** [Problem] is how all of Evenkeel says no; [Route] is how a room offers an address.
@NullMarked
package dev.evenkeel.base;

import org.jspecify.annotations.NullMarked;
