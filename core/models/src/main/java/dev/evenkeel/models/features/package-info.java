/// The language of features: texts become expressions that compute one row or a block of rows.
///
/// **Lives here:** words, grammar, types, functions. `docs/features.md` is the published grammar,
/// and a test holds it to [dev.evenkeel.models.features.Functions].
///
/// **May come in:** a contract's properties and frames. **Stays out:** models.
///
/// **Door:** [dev.evenkeel.models.FeatureProgram]; [CompiledFeature] is what this package gives it.
@NullMarked
package dev.evenkeel.models.features;

import org.jspecify.annotations.NullMarked;
