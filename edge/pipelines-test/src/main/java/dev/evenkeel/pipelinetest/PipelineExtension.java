package dev.evenkeel.pipelinetest;

import dev.evenkeel.authoring.PipelineDefinition;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each JUnit test that asks for one a [PipelineTest] of its own, with the fakes that all
/// tests of a class share:
///
/// ```java
/// @RegisterExtension
/// static final PipelineExtension PIPELINE =
///     PipelineExtension.of(Path.of("pipelines/train.yaml"))
///         .with(test -> test.fake("load", Map.of("rows", "sample@1")));
///
/// @Test
/// void trainsOnTheSample(PipelineTest pipeline) {
///   pipeline.fake("fit", Map.of("auc", "0.9")).run().assertSucceeded();
/// }
/// ```
public final class PipelineExtension implements ParameterResolver {
  private final Supplier<PipelineTest> pipeline;

  private PipelineExtension(Supplier<PipelineTest> pipeline) {
    this.pipeline = pipeline;
  }

  /// Of a pipeline written in Java.
  public static PipelineExtension of(PipelineDefinition definition) {
    return new PipelineExtension(() -> PipelineTest.of(definition));
  }

  /// Of a file such as `pipelines/train.yaml`, which is read anew for each test.
  public static PipelineExtension of(Path file) {
    return new PipelineExtension(() -> PipelineTest.of(file));
  }

  /// The same with more of what all tests of a class share: fakes, actions, limits. A test may say
  /// otherwise, since it comes later.
  public PipelineExtension with(UnaryOperator<PipelineTest> shared) {
    return new PipelineExtension(() -> shared.apply(pipeline.get()));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == PipelineTest.class;
  }

  @Override
  public PipelineTest resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return pipeline.get();
  }
}
