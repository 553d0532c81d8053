/// What an application on the JVM needs of an Evenkeel server: ask models, log runs, bring files
/// and find versions. It speaks the server's open addresses (its own and MLflow's), with the JDK's
/// HTTP client and Jackson only, from Java 17 on.
///
/// **Lives here:** calls and their values. **May come in:** nothing of the server. **Stays out:**
/// anything that computes.
///
/// **Door:** [Evenkeel].
@NullMarked
package dev.evenkeel.client;

import org.jspecify.annotations.NullMarked;
