/// Datasets whose rows are files: images, documents, anything.
///
/// **Lives here:** the contents of such files, each stored once, small ones many to a blob.
///
/// **May come in:** bundles of contents, manifests. **Stays out:** paths of this machine.
///
/// **Door:** [Contents] takes contents and gives them back.
@NullMarked
package dev.evenkeel.files;

import org.jspecify.annotations.NullMarked;
