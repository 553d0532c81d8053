/// The web pages.
///
/// **Lives here:** templates, styles, and the views that fill them.
///
/// **May come in:** views made of the stages' values. **Stays out:** queries and decisions.
@NullMarked
package dev.evenkeel.console;

import org.jspecify.annotations.NullMarked;
