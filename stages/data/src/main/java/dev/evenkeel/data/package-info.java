/// Rows that can be trusted, in versions that anyone can read.
///
/// **Lives here:** sources, the check plan rendered for DuckDB, quarantine, dataset versions as
/// Iceberg snapshots of Parquet files, histories for a replay, and tables in files, read and
/// written block by block.
///
/// **May come in:** contracts, frames, the store. **Stays out:** models; SQL or paths from clients.
///
/// **Door:** [Datasets] ingests and reads, [DatasetVersion] is what it speaks in, [History] opens
/// any file with times; [TableReader] and [TableWriter] stream any file.
@NullMarked
package dev.evenkeel.data;

import org.jspecify.annotations.NullMarked;
