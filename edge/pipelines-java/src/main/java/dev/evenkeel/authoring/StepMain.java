package dev.evenkeel.authoring;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs a [StepCode] in a process of its own: reads the file that `EVENKEEL_INPUTS` names, calls
/// the class, and writes the file that `EVENKEEL_OUTPUTS` names (`docs/runners.md`).
///
/// Exit code 1 says that the step failed, 2 that it could not be called.
public final class StepMain {
  private StepMain() {}

  /// Runs a class.
  ///
  /// @param arguments the name of the class
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv()));
  }

  static int run(String[] arguments, Map<String, String> environment) {
    try {
      if (arguments.length != 1) {
        throw new IllegalArgumentException("Cannot run a step: name its class");
      }
      Path inputs = file(environment, "EVENKEEL_INPUTS");
      Path outputs = file(environment, "EVENKEEL_OUTPUTS");
      Class<?> code = Class.forName(arguments[0]);
      Method run = StepCodes.run(code);
      run.setAccessible(true);
      Manifest manifest = Manifest.read(inputs);
      Record in = manifest.bind(run.getParameterTypes()[0].asSubclass(Record.class));
      Object step = PipelineWriter.made(arguments[0]);
      return answer(run, step, in, manifest, outputs);
    } catch (Exception e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return 2;
    }
  }

  private static int answer(Method run, Object step, Record in, Manifest manifest, Path outputs)
      throws IllegalAccessException, IOException {
    Object answer;
    try {
      answer = run.invoke(step, in);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      cause.printStackTrace();
      return 1;
    }
    if (!(answer instanceof Record out)) {
      System.err.println("The step answered nothing");
      return 1;
    }
    try {
      Map<String, Object> values = new LinkedHashMap<>(manifest.leave(out));
      Files.write(outputs, Ports.JSON.writeValueAsBytes(values));
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static Path file(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot run a step: variable %s is not set, a runner of Evenkeel sets it"
              .formatted(variable));
    }
    return Path.of(value);
  }
}
