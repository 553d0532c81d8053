/// Blobs in a bucket of S3.
///
/// **Lives here:** the store of blobs that speaks S3, and its settings.
///
/// **May come in:** streams, digests and the section `blobs` of the configuration. **Stays out:**
/// what the bytes mean.
///
/// **Door:** none; the server finds [S3Blobs] by `ServiceLoader`, as it would find another store.
@NullMarked
package dev.evenkeel.objects;

import org.jspecify.annotations.NullMarked;
