/// Where rows come from: places that are asked, and copied into files of this machine.
///
/// **Lives here:** the interface of a kind of place, and those of HTTP, SQL databases, S3 and
/// folders that an administrator opened.
///
/// **May come in:** addresses and queries of clients, checked; connections of the configuration.
/// **Stays out:** contracts, datasets; secrets in any message.
///
/// **Door:** [Sources] fetches; [SourceKind] is what a further kind implements, found by
/// `ServiceLoader`.
@NullMarked
package dev.evenkeel.sources;

import org.jspecify.annotations.NullMarked;
