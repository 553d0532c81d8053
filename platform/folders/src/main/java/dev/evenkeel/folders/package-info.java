/// Folders of files as datasets: what is in them, what changed, and how their bytes travel.
///
/// **Lives here:** listing a folder, digests that are computed once for each change of a file, the
/// difference of two listings, a cache of contents, and laying a listing out by hard links.
///
/// **May come in:** paths of this machine. **Stays out:** servers, datasets, versions.
///
/// **Door:** [FolderScan] answers a [Manifest], [ManifestDiff] compares two, [ContentCache] and
/// [Checkout] lay one out, [Bundle] and [Frames] carry contents.
@NullMarked
package dev.evenkeel.folders;

import org.jspecify.annotations.NullMarked;
