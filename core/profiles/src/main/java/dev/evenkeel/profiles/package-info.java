/// What a column looks like, and whether it still looks so.
///
/// **Lives here:** reference profiles, exact counts on their bins, and the statistics that compare
/// them.
///
/// **May come in:** frames. **Stays out:** windows, alerts, storage.
///
/// **Door:** [ReferenceProfile] counts a window on its own bins, [Drift] judges the counts.
/// [Anomaly] judges one number by those before it.
@NullMarked
package dev.evenkeel.profiles;

import org.jspecify.annotations.NullMarked;
