/// Contracts as they are written: documents of ODCS 3.0 to 3.2, whole.
///
/// **Lives here:** the records of the standard, their reader and writer, and what is to be said of
/// a document beyond the standard's own schema.
///
/// **May come in:** text of strangers. **Stays out:** what rules mean; engines, files.
///
/// **Door:** [DocumentReader] reads a [Document], [DocumentWriter] writes one.
@NullMarked
package dev.evenkeel.contracts.odcs;

import org.jspecify.annotations.NullMarked;
