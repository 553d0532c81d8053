package dev.evenkeel.authoring;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/// The records of a [StepCode].
final class StepCodes {
  private StepCodes() {}

  /// Its method `run` with the records that it names itself.
  static Method run(Class<?> code) {
    List<Method> found =
        Arrays.stream(code.getMethods())
            .filter(method ->
                method.getName().equals("run")
                    && !method.isBridge()
                    && method.getParameterCount() == 1
                    && isRecord(method.getParameterTypes()[0])
                    && isRecord(method.getReturnType()))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot use %s as a step: it needs one public method run(RECORD), which answers a record"
              .formatted(code.getName()));
    }
    return found.getFirst();
  }

  private static boolean isRecord(Class<?> type) {
    return type.isRecord();
  }
}
