/// Tables in files and in memory, through one query engine.
///
/// **Lives here:** the connection to DuckDB; CSV, JSON lines and Parquet as relations of SQL; cells
/// as a contract's types and its checks as conditions on them; frames into the engine and out of
/// it; files read and written block by block.
///
/// **May come in:** contracts, frames. **Stays out:** where rows are kept, models; SQL or paths
/// from clients.
///
/// **Door:** [TableReader] and [TableWriter] stream any file; [DuckDb] is the engine, and
/// [TextFiles], [TypedSql] and [Frames] what is asked of it; [Scratch] is a folder for the
/// meantime.
@NullMarked
package dev.evenkeel.tables;

import org.jspecify.annotations.NullMarked;
