/// Hides what belongs to projects in which whoever acts has no role.
///
/// **Lives here:** the conditions and demands that every read and write of the registry passes.
@NullMarked
package dev.evenkeel.registry.projects;

import org.jspecify.annotations.NullMarked;
