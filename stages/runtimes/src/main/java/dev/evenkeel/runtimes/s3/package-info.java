/// Files of an S3 store.
///
/// **Lives here:** the only use of Amazon's library for models. **May come in:** an address and the
/// environment's variables. **Stays out:** credentials in any message.
@NullMarked
package dev.evenkeel.runtimes.s3;

import org.jspecify.annotations.NullMarked;
