/// What code that was generated from a contract stands on: rows of Parquet files as records.
///
/// **Lives here:** [RecordStream], the rows of files by a [Table]; [Column], through which
/// generated code takes values; the annotations of records.
///
/// **May come in:** DuckDB. **Stays out:** the rest of Evenkeel, and reflection.
///
/// **Door:** the reader that `contract-maven-plugin` writes for each record.
@NullMarked
package dev.evenkeel.records;

import org.jspecify.annotations.NullMarked;
