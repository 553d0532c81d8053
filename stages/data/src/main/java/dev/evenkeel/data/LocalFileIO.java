package dev.evenkeel.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsBulkOperations;

/// Maps the logical names that Iceberg's metadata holds, `s3://evenkeel/…`, to a folder: the
/// warehouse can be moved, and to real S3 later, without rewriting a file.
final class LocalFileIO implements SupportsBulkOperations {
  static final String WAREHOUSE = "s3://evenkeel";

  private final Path root;

  LocalFileIO(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /// Never `Path.of` on a logical name: it makes `s3:/` of `s3://`.
  Path local(String location) {
    if (!location.startsWith(WAREHOUSE + "/")) {
      throw new IllegalArgumentException(
          "Cannot open a data file: its name must begin with %s, got %s"
              .formatted(WAREHOUSE, location));
    }
    Path path = root.resolve(location.substring(WAREHOUSE.length() + 1)).normalize();
    if (!path.startsWith(root)) {
      throw new IllegalArgumentException(
          "Cannot open a data file outside of the warehouse: " + location);
    }
    return path;
  }

  @Override
  public InputFile newInputFile(String location) {
    return new LogicalInput(
        location, org.apache.iceberg.Files.localInput(local(location).toFile()));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    Path path = local(location);
    try {
      Files.createDirectories(path.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LogicalOutput(location, org.apache.iceberg.Files.localOutput(path.toFile()), this);
  }

  @Override
  public void deleteFile(String location) {
    try {
      Files.deleteIfExists(local(location));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    locations.forEach(this::deleteFile);
  }

  private record LogicalInput(String location, InputFile file) implements InputFile {
    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      return file.newStream();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }

  private record LogicalOutput(String location, OutputFile file, LocalFileIO io)
      implements OutputFile {
    @Override
    public PositionOutputStream create() {
      return file.create();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return file.createOrOverwrite();
    }

    @Override
    public InputFile toInputFile() {
      return io.newInputFile(location);
    }
  }
}
