/// Graphs of ONNX, computed by ONNX Runtime.
///
/// **Lives here:** reading a graph without trusting it, what it says of itself, and asking it.
///
/// **May come in:** a model's bytes. **Stays out:** files; a graph reaches the native library only
/// after every tensor of it was found inside of its own bytes.
///
/// **Door:** [OnnxRuntime].
@NullMarked
package dev.evenkeel.runtimes.onnx;

import org.jspecify.annotations.NullMarked;
