package dev.evenkeel.registry;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Target;
import dev.evenkeel.store.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;

/// Takes model files from outside: into the blob store as they come, then loaded once to see that
/// they work, and only then registered. Bytes that did not work stay as a blob that nothing names.
final class Uploads {
  private static final int DESCRIPTION_BYTES_MAX = 1 << 20;

  private final Models models;
  private final BlobStore blobs;
  private final ModelRuntime runtime;
  private final Function<byte[], String> formats;
  private final UnaryOperator<ModelFile> preparing;
  private final long bytesMax;

  /// @param formats tells the format of some bytes, or why they are no model
  /// @param preparing makes of a file what is registered, and trusts nothing that it claims
  Uploads(
      Models models,
      BlobStore blobs,
      ModelRuntime runtime,
      Function<byte[], String> formats,
      UnaryOperator<ModelFile> preparing,
      long bytesMax) {
    this.models = models;
    this.blobs = blobs;
    this.runtime = runtime;
    this.formats = formats;
    this.preparing = preparing;
    this.bytesMax = bytesMax;
  }

  ModelVersion take(Request request) {
    String model = Names.check("model", request.path("name"));
    InputStream body = request.stream();
    Optional<String> ahead = ahead(request, body);
    String digest = store(body);
    byte[] bytes = blobs.bytes(digest);
    if (bytes.length == 0) {
      throw Problem.of(
              Problem.Kind.MALFORMED,
              "the request's body is empty",
              "send the bytes of the model's file, or of its folder as a ZIP")
          .asException();
    }
    ModelFile given =
        new ModelFile(
            request.query("format").orElseGet(() -> formats.apply(bytes)),
            bytes,
            "the model's file");
    ModelFile file = preparing.apply(given);
    ModelDescription description = describe(request, ahead, file);
    String registered =
        Arrays.equals(file.bytes(), bytes)
            ? digest
            : blobs.put(new ByteArrayInputStream(file.bytes()));
    return models.register(
        new NewVersion(
            model,
            description,
            new byte[0],
            Optional.empty(),
            request.query("dataset").orElse(""),
            Optional.empty(),
            request.query("code").orElse(""),
            0,
            Map.of(),
            Map.of()),
        registered);
  }

  /// A description may be longer than an address can be, so it may come ahead of the file.
  private static Optional<String> ahead(Request request, InputStream body) {
    Optional<String> length = request.query("descriptionBytes");
    if (length.isEmpty()) {
      return Optional.empty();
    }
    if (!length.get().matches("[1-9][0-9]{0,6}")
        || Integer.parseInt(length.get()) > DESCRIPTION_BYTES_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "a description of %s bytes is not taken".formatted(Names.abbreviate(length.get())),
              "query parameter `descriptionBytes`",
              "how many of the body's first bytes it takes, at most %,d"
                  .formatted(DESCRIPTION_BYTES_MAX),
              "")
          .asException();
    }
    int bytes = Integer.parseInt(length.get());
    try {
      byte[] read = body.readNBytes(bytes);
      if (read.length < bytes) {
        throw endedEarly(new EOFException());
      }
      return Optional.of(new String(read, StandardCharsets.UTF_8));
    } catch (IOException | UncheckedIOException e) {
      throw endedEarly(e);
    }
  }

  private static RuntimeException endedEarly(Exception e) {
    return Problem.of(Problem.Kind.MALFORMED, "the request's body ended early", "send it again")
        .asException(e);
  }

  private String store(InputStream body) {
    try (InputStream content = new BoundedStream(body, bytesMax)) {
      return blobs.put(content);
    } catch (IOException | UncheckedIOException e) {
      throw endedEarly(e);
    }
  }

  private ModelDescription describe(Request request, Optional<String> ahead, ModelFile file) {
    try (LoadedModel loaded = runtime.load(file)) {
      ModelDescription described =
          ahead
              .or(() -> request.query("description"))
              .map(text -> written(text, file.format()))
              .orElseGet(loaded::described);
      ModelDescription labelled =
          request.query("labels").map(labels -> withLabels(described, labels)).orElse(described);
      Scorer.of(labelled, loaded);
      return labelled;
    }
  }

  private static ModelDescription written(String text, String format) {
    try {
      ModelDescription given = Json.mapper().readValue(text, ModelDescription.class);
      return given.withFormat(format);
    } catch (JacksonException | NullPointerException e) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "the description cannot be read",
              "query parameter `description`, or the first bytes of the body",
              "JSON in the form in which GET …/versions/N answers `description`",
              "")
          .asException(e);
    }
  }

  private static ModelDescription withLabels(ModelDescription described, String text) {
    List<String> labels = Arrays.stream(text.split(",")).map(String::strip).toList();
    if (labels.size() < 2
        || labels.stream().anyMatch(String::isEmpty)
        || labels.stream().distinct().count() != labels.size()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "labels `%s` cannot be used".formatted(Names.abbreviate(text)),
              "query parameter `labels`",
              "at least two different words, with commas between them",
              "")
          .asException();
    }
    return described.withTarget(
        new Target.Classes(described.target().column(), described.target().delay(), labels));
  }

  /// Ends in a problem when more comes than is taken.
  private static final class BoundedStream extends InputStream {
    private final InputStream content;
    private final long bytesMax;
    private long left;

    BoundedStream(InputStream content, long bytesMax) {
      this.content = content;
      this.bytesMax = bytesMax;
      this.left = bytesMax;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = content.read(target, offset, length);
      left -= Math.max(0, read);
      if (left < 0) {
        throw Problem.of(
                Problem.Kind.TOO_LARGE,
                "the model is larger than %,d bytes".formatted(bytesMax),
                "raise `serving.modelBytesMax`")
            .asException();
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
