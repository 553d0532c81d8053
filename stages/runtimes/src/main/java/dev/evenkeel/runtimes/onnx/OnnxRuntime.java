package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Any ONNX graph, computed by ONNX Runtime: asked by its own tensors, and by named features where
/// its inputs are rows and something says what its outputs mean. The native library is loaded with
/// the first graph.
public final class OnnxRuntime implements ModelRuntime {
  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public Set<String> formats() {
    return Set.of(ModelDescription.ONNX);
  }

  /// Whether bytes look like a graph, from the outermost level alone.
  public static boolean recognizes(byte[] bytes) {
    return GraphReader.recognizes(bytes);
  }

  /// The same graph with its data inside.
  ///
  /// @param files those of its folder, by their path in it with `/`; nothing else is ever read
  public static byte[] whole(byte[] graph, Function<String, Optional<byte[]>> files, String where) {
    return GraphRewrite.whole(GraphReader.read(graph, where), files, where);
  }

  @Override
  public LoadedModel load(ModelFile file) {
    return load(file, _ -> Optional.empty());
  }

  /// Loads a graph whose data may lie in other files.
  ///
  /// @param files those of its folder, by their path in it with `/`; nothing else is ever read
  public LoadedModel load(ModelFile file, Function<String, Optional<byte[]>> files) {
    Graph graph = GraphReader.read(file.bytes(), file.where());
    byte[] whole = GraphRewrite.of(graph, files, file.where());
    byte[] model = graph.hasHighTexts() ? HighTexts.halved(whole, file.where()) : whole;
    Session session = Session.open(model, file.where());
    try {
      return OnnxModel.of(session, graph, model.length);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
