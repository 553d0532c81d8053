/// Model versions as OCI artifacts: in a folder, or at any OCI registry.
///
/// **Lives here:** the form of such an artifact, the two places it can be at, its signature. **May
/// come in:** artifacts from strangers: every size is bounded, every digest is compared. **Stays
/// out:** the database; a command asks a running server for what it packs.
///
/// **Door:** [ModelArchive].
@NullMarked
package dev.evenkeel.registry.exchange;

import org.jspecify.annotations.NullMarked;
