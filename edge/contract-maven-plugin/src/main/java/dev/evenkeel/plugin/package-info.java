/// `contract-maven-plugin`: Java from contracts, and builds that fail when a contract breaks
/// somebody.
///
/// **Lives here:** the goals, the writer of records, enums and readers, the comparison with what is
/// released.
///
/// **May come in:** `contracts`, JavaPoet, Maven's API.
///
/// **Door:** the goals, as Maven calls them.
@NullMarked
package dev.evenkeel.plugin;

import org.jspecify.annotations.NullMarked;
