/// The process that stands over the program of one attempt, so that the program outlives a server
/// and its end is known. It is started by itself and uses nothing but Java.
@NullMarked
package dev.evenkeel.runners.keeper;

import org.jspecify.annotations.NullMarked;
