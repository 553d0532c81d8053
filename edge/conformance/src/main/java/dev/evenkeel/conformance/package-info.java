/// Asks a server, from outside, whether it speaks the Open Inference Protocol.
///
/// **Lives here:** one check for each promise of the protocol, and the program that runs them.
///
/// **Stays out:** everything of Evenkeel; the kit is aimed at any server.
///
/// **Door:** [Main] is the program; [Kit] runs the checks; a [Check] is one promise.
@NullMarked
package dev.evenkeel.conformance;

import org.jspecify.annotations.NullMarked;
