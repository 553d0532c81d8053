package dev.evenkeel.runners;

/// Java of the server that a pipeline may call by a name.
public interface JavaStep {
  /// Does the work. It ends soon after its thread is interrupted; nothing can force it to.
  ///
  /// @throws Exception fails the attempt; a [dev.evenkeel.base.ProblemException] does so with its
  ///   own words
  void run(JavaStepCall call) throws Exception;
}
