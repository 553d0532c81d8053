/// What runs models.
///
/// **Lives here:** one runtime for each kind of model beside trees, and the choice among them.
///
/// **May come in:** a model's bytes. **Stays out:** who asks, and what an answer is called.
///
/// **Door:** [Runtimes] loads any model.
@NullMarked
package dev.evenkeel.runtimes;

import org.jspecify.annotations.NullMarked;
