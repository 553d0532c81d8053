/// What bytes and folders from outside are.
///
/// **Lives here:** telling one kind of model file from another, and folders as ZIPs.
///
/// **May come in:** anything. **Stays out:** loading what was told.
@NullMarked
package dev.evenkeel.runtimes.formats;

import org.jspecify.annotations.NullMarked;
