/// What outlives the process.
///
/// **Lives here:** the metadata database (SQLite or PostgreSQL) with all migrations and generated
/// classes, content-addressed blobs, the queue that carries work, the outbox and the one way out to
/// addresses that somebody else wrote down, the audit log, and on whose behalf a thread acts.
///
/// **May come in:** values of `base`. **Stays out:** what the rows mean; each table belongs to the
/// room whose name it begins with.
///
/// **Door:** [Database] runs transactions, [BlobStore] keeps bytes, at one of [BlobPlaces] or in
/// the home, [WorkQueue] carries work, [Outbox] what leaves the process, by [Egress]; [SecretBox]
/// seals secrets, [AuditLog] remembers who changed what, [Acting] says who acts.
@NullMarked
package dev.evenkeel.store;

import org.jspecify.annotations.NullMarked;
