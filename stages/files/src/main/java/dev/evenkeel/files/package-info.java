/// Datasets whose rows are files: images, documents, anything.
///
/// **Lives here:** the contents of such files, each stored once, small ones many to a blob;
/// manifests, which become versions.
///
/// **May come in:** bundles of contents, manifests. **Stays out:** paths of this machine.
///
/// **Door:** [Contents] takes contents and gives them back, [FileDatasets] publishes a manifest,
/// [FileRoutes] offers both.
@NullMarked
package dev.evenkeel.files;

import org.jspecify.annotations.NullMarked;
