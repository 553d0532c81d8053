/// Rows that can be trusted, in versions that anyone can read.
///
/// **Lives here:** sources, ingest under a contract, quarantine, dataset versions as Iceberg
/// snapshots of Parquet files, and histories for a replay.
///
/// **May come in:** contracts, frames, the store. **Stays out:** models; SQL or paths from clients.
///
/// **Door:** [Datasets] ingests and reads, [DatasetVersion] is what it speaks in, [History] opens
/// any file with times.
@NullMarked
package dev.evenkeel.data;

import org.jspecify.annotations.NullMarked;
