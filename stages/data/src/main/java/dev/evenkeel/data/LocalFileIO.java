package dev.evenkeel.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsBulkOperations;

/// Maps the logical names that Iceberg's metadata holds, `s3://evenkeel/…`, to a folder: the
/// warehouse can be moved, and to real S3 later, without rewriting a file. Where files are kept in
/// a remote place, the folder holds those that are used.
final class LocalFileIO implements SupportsBulkOperations {
  static final String WAREHOUSE = "s3://evenkeel";

  private final Path root;
  private final Optional<RemoteCache> cache;

  LocalFileIO(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.cache = Optional.empty();
  }

  /// @param root what was there before files were kept remotely is moved out of it
  LocalFileIO(Path root, WarehousePlace place) {
    Path home = root.toAbsolutePath().normalize();
    this.root =
        place.remote().isPresent()
            ? home.resolveSibling(home.getFileName() + "-cache").normalize()
            : home;
    this.cache =
        place.remote().map(remote -> new RemoteCache(remote, this.root, place.cacheBytesMax()));
    cache.ifPresent(there -> there.adopt(home));
  }

  /// Where a file can be read, if it is anywhere.
  Path present(String location) {
    Path path = local(location);
    cache.ifPresent(there -> there.bring(name(path), path));
    return path;
  }

  /// The same, as it is kept now.
  Path anew(String location) {
    Path path = local(location);
    cache.ifPresent(there -> there.bringAnew(name(path), path));
    return path;
  }

  /// Keeps a file that was written where [#local] says; before that, no other node has it.
  void keep(String location) {
    Path path = local(location);
    cache.ifPresent(there -> there.keep(name(path), path));
  }

  /// How long a file is; empty when it is nowhere.
  OptionalLong bytes(String location) {
    Path path = local(location);
    if (cache.isPresent()) {
      return cache.get().bytes(name(path));
    }
    try {
      return OptionalLong.of(Files.size(path));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The files below a folder that were written before a time, by their logical names.
  List<String> old(String folder, Instant before) {
    List<String> old = new ArrayList<>();
    Path path = local(folder);
    if (cache.isPresent()) {
      cache
          .get()
          .remote()
          .each(
              name(path) + "/",
              kept -> {
                if (kept.changed().isBefore(before)) {
                  old.add(WAREHOUSE + "/" + kept.name());
                }
              });
    } else if (Files.isDirectory(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        all.filter(Files::isRegularFile)
            .filter(file -> modified(file).isBefore(before))
            .forEach(file -> old.add(WAREHOUSE + "/" + name(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    old.sort(null);
    return old;
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      // It has gone meanwhile.
      return Instant.MAX;
    }
  }

  private String name(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
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
        location, org.apache.iceberg.Files.localInput(present(location).toFile()));
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
    Path path = local(location);
    if (cache.isPresent()) {
      cache.get().delete(name(path), path);
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    locations.forEach(this::deleteFile);
  }

  @Override
  public void close() {
    cache.ifPresent(RemoteCache::close);
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
      return new Kept(file.create(), () -> io.keep(location));
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new Kept(file.createOrOverwrite(), () -> io.keep(location));
    }

    @Override
    public InputFile toInputFile() {
      return io.newInputFile(location);
    }
  }

  /// Keeps what was written when it is closed, once.
  private static final class Kept extends PositionOutputStream {
    private final PositionOutputStream out;
    private final Runnable keep;
    private boolean isClosed;

    Kept(PositionOutputStream out, Runnable keep) {
      this.out = out;
      this.keep = keep;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!isClosed) {
        isClosed = true;
        out.close();
        keep.run();
      }
    }
  }
}
