package dev.evenkeel.runtimes.s3;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.objects.S3Address;
import dev.evenkeel.objects.S3Clients;
import dev.evenkeel.runtimes.formats.FolderZip;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Copies a model from an S3 store into a folder.
public final class S3Source {
  private static final int FILES_MAX = FolderZip.FILES_MAX;
  private static final long BYTES_MAX = FolderZip.BYTES_MAX;
  private static final int CHUNK = 1 << 16;
  private static final String EXPECTED = "a file, or a folder with files";

  private final Map<String, String> environment;

  /// @param environment the variables that Amazon's own tools read: `AWS_ENDPOINT_URL_S3`,
  ///   `AWS_REGION`, `AWS_ACCESS_KEY_ID` and their like
  public S3Source(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// Copies an object, or all whose keys lie in a folder.
  ///
  /// @param reference `s3://bucket/key`
  /// @param into a folder that is there
  /// @return the file or folder that was made in it
  public Path fetch(String reference, Path into) {
    S3Address address = address(reference);
    try (S3Client client = S3Clients.of(environment)) {
      Optional<Long> size = size(client, address);
      if (size.isPresent()) {
        Path file = inside(into, address.name(), address);
        copy(client, address, address.key(), file, BYTES_MAX);
        return file;
      }
      return folder(client, address, into);
    } catch (SdkException e) {
      throw address.refused(e, EXPECTED);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the model cannot be copied from S3",
              address.toString(),
              "",
              "check the space on the disk and the connection")
          .asException(e);
    }
  }

  private static S3Address address(String reference) {
    // A folder may be written with its last slash.
    return S3Address.parse(reference.replaceAll("/+$", ""))
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "`%s` is no address of a model".formatted(Names.abbreviate(reference)),
                    "",
                    "s3://BUCKET/KEY of a file, or of a folder",
                    "")
                .asException());
  }

  private static Optional<Long> size(S3Client client, S3Address address) {
    try {
      return Optional.of(
          client
              .headObject(request -> request.bucket(address.bucket()).key(address.key()))
              .contentLength());
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Path folder(S3Client client, S3Address address, Path into) throws IOException {
    String prefix = address.key() + "/";
    List<S3Object> objects = new ArrayList<>();
    long total = 0;
    for (S3Object object :
        client
            .listObjectsV2Paginator(request -> request.bucket(address.bucket()).prefix(prefix))
            .contents()) {
      // Some tools mark a folder by an empty object of its name.
      if (!object.key().endsWith("/")) {
        objects.add(object);
        total += object.size();
      }
      if (objects.size() > FILES_MAX || total > BYTES_MAX) {
        throw tooLarge(address);
      }
    }
    if (objects.isEmpty()) {
      throw address.missing(EXPECTED);
    }
    Path folder = inside(into, address.name(), address);
    Files.createDirectories(folder);
    long left = BYTES_MAX;
    for (S3Object object : objects) {
      Path file = inside(folder, object.key().substring(prefix.length()), address);
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
      left -= copy(client, address, object.key(), file, left);
    }
    return folder;
  }

  private static long copy(S3Client client, S3Address address, String key, Path file, long left)
      throws IOException {
    long copied = 0;
    try (InputStream in = client.getObject(request -> request.bucket(address.bucket()).key(key));
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        copied += read;
        if (copied > left) {
          throw tooLarge(address);
        }
        out.write(chunk, 0, read);
      }
    }
    return copied;
  }

  /// Keys are any text, so `../x` is one, too.
  private static Path inside(Path folder, String key, S3Address address) {
    boolean isInside =
        key.chars().noneMatch(each -> each < ' ' || each == '\\' || each == ':')
            && Stream.of(key.split("/", -1))
                .noneMatch(step -> step.isEmpty() || step.equals(".") || step.equals(".."));
    if (!isInside) {
      throw new Problem(
              Problem.Kind.INPUT,
              "key `%s` is no path inside of a folder".formatted(Names.abbreviate(key)),
              address.toString(),
              "keys that a folder can hold",
              "")
          .asException();
    }
    return folder.resolve(key);
  }

  private static ProblemException tooLarge(S3Address address) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "a model beyond our limits",
            address.toString(),
            "at most %d files of together %d MiB".formatted(FILES_MAX, BYTES_MAX >> 20),
            "")
        .asException();
  }
}
