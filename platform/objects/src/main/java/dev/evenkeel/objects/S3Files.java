package dev.evenkeel.objects;

import dev.evenkeel.base.Problem;
import dev.evenkeel.store.RemoteFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// Files as objects `PREFIXNAME` of a bucket.
final class S3Files implements RemoteFiles {
  private final S3Objects objects;

  private S3Files(S3Objects objects) {
    this.objects = objects;
  }

  /// Opens a bucket that is there.
  static S3Files open(S3Settings settings) {
    return new S3Files(S3Objects.open(settings));
  }

  private String key(String name) {
    return objects.settings().prefix() + name;
  }

  @Override
  public void put(String name, Path file) {
    try {
      objects.put(key(name), file, Files.size(file));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public boolean fetch(String name, Path file) {
    Optional<ResponseInputStream<GetObjectResponse>> found = objects.object(key(name), "");
    if (found.isEmpty()) {
      return false;
    }
    try (ResponseInputStream<GetObjectResponse> content = found.get();
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      if (content.transferTo(out) != content.response().contentLength()) {
        throw new EOFException("the answer ended too early");
      }
      return true;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public OptionalLong bytes(String name) {
    return objects.size(key(name));
  }

  @Override
  public void delete(String name) {
    objects.delete(key(name));
  }

  @Override
  public void each(String folder, Consumer<Kept> told) {
    int own = objects.settings().prefix().length();
    objects.each(
        key(folder),
        object -> told.accept(new Kept(object.key().substring(own), object.lastModified())));
  }

  @Override
  public void close() {
    objects.close();
  }

  private static RuntimeException unusable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "a file on its way to or from S3 broke off, or cannot be kept on the disk",
            "try again; check the space and the rights of the home folder")
        .asException(e);
  }
}
