/// What outlives the process.
///
/// **Lives here:** the metadata database (SQLite or PostgreSQL) with all migrations and generated
/// classes, content-addressed blobs, and the queue that carries work.
///
/// **May come in:** values of `base`. **Stays out:** what the rows mean; each table belongs to the
/// room whose name it begins with.
///
/// **Door:** [Database] runs transactions, [BlobStore] keeps bytes, [WorkQueue] carries work.
@NullMarked
package dev.evenkeel.store;

import org.jspecify.annotations.NullMarked;
