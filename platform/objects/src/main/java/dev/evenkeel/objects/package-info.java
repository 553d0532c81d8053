/// Blobs in a bucket of S3, and clients of such stores.
///
/// **Lives here:** the store of blobs that speaks S3, and its settings.
///
/// **May come in:** streams, digests and the section `blobs` of the configuration. **Stays out:**
/// what the bytes mean.
///
/// **Door:** [S3Clients] for who reads other objects; the server finds [S3Blobs] by
/// `ServiceLoader`, as it would find another store.
@NullMarked
package dev.evenkeel.objects;

import org.jspecify.annotations.NullMarked;
