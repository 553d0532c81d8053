/// Files of tracking runs and of logged models.
///
/// **Lives here:** which owner has which file under which path; the bytes are blobs of `store`.
/// **May come in:** streams, and paths from outside, which [ArtifactPath] reads. **Stays out:**
/// places of the file system: no name from outside ever becomes one.
///
/// **Door:** [Artifacts].
@NullMarked
package dev.evenkeel.registry.artifacts;

import org.jspecify.annotations.NullMarked;
