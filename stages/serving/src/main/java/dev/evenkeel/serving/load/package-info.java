/// What keeps a version calm under load.
///
/// **Lives here:** the queue of a version, joined calls, and how long requests took lately.
///
/// **May come in:** work and time. **Stays out:** models, HTTP, who asks.
@NullMarked
package dev.evenkeel.serving.load;

import org.jspecify.annotations.NullMarked;
