package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A graph in the native library, with one thread for each call: the caller's. Safe for many
/// threads at once.
final class Session implements AutoCloseable {
  private static final int MESSAGE_CHARS = 200;
  private static final Pattern STATUS = Pattern.compile("(?s).*Status Message: ");
  private static final Pattern PATHS = Pattern.compile("\\S*[/\\\\]\\S*");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private final OrtSession session;
  private final String where;
  private final List<Slot> inputs;
  private final List<Slot> outputs;

  /// An input or output as the library sees it.
  ///
  /// @param tensor null when it is no tensor: a list of maps, say
  record Slot(String name, @org.jspecify.annotations.Nullable TensorInfo tensor) {}

  private Session(OrtSession session, String where) throws OrtException {
    this.session = session;
    this.where = where;
    this.inputs = slots(session.getInputInfo());
    this.outputs = slots(session.getOutputInfo());
  }

  /// The one environment of the process; it loads the native library.
  private static final class Environment {
    static final OrtEnvironment ONLY =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "evenkeel");
  }

  static OrtEnvironment environment() {
    try {
      return Environment.ONLY;
    } catch (LinkageError e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "ONNX Runtime's native library does not load here",
              "run on Linux (x64, aarch64), macOS or Windows with glibc 2.28 and libstdc++ 6 or newer")
          .asException(e);
    }
  }

  static Session open(byte[] model, String where) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // Its own pool would take cores from other requests, and add in an order of its own.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtSession session = environment.createSession(model, options);
      try {
        return new Session(session, where);
      } catch (OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new Problem(
              e.getCode() == OrtException.OrtErrorCode.ORT_NOT_IMPLEMENTED
                  ? Problem.Kind.UNSUPPORTED
                  : Problem.Kind.INPUT,
              "ONNX Runtime cannot load the graph: " + plain(e),
              where,
              "a graph of standard ONNX operators",
              "check it with `onnx.checker.check_model`")
          .asException(e);
    }
  }

  List<Slot> inputs() {
    return inputs;
  }

  List<Slot> outputs() {
    return outputs;
  }

  Set<String> outputNames() {
    return outputs.stream().map(Slot::name).collect(java.util.stream.Collectors.toSet());
  }

  String where() {
    return where;
  }

  /// Computes; the caller closes the result.
  OrtSession.Result run(Map<String, OnnxTensor> given, Set<String> wanted) {
    try {
      return session.run(given, wanted);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /// Computes into tensors that are there; the caller closes the result.
  OrtSession.Result run(Map<String, OnnxTensor> given, Map<String, ? extends OnnxValue> into) {
    try {
      return session.run(given, Set.of(), into);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  ProblemException refused(OrtException cause) {
    return new Problem(
            Problem.Kind.INPUT,
            "the model cannot compute this: " + plain(cause),
            where,
            "",
            "check the values against those that it was trained on")
        .asException(cause);
  }

  /// What the library says, without the places on a disk that it likes to name.
  private static String plain(OrtException e) {
    String said = STATUS.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    String clean = UNPRINTABLE.matcher(PATHS.matcher(said).replaceAll("…")).replaceAll(" ");
    return clean.length() <= MESSAGE_CHARS ? clean : clean.substring(0, MESSAGE_CHARS) + "…";
  }

  private static List<Slot> slots(Map<String, NodeInfo> infos) {
    List<Slot> slots = new ArrayList<>();
    infos.forEach((name, info) ->
        slots.add(new Slot(name, info.getInfo() instanceof TensorInfo tensor ? tensor : null)));
    return slots;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Cannot close an ONNX session", e);
    }
  }
}
