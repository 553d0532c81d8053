package dev.evenkeel.runtimes.s3;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
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
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Copies a model from an S3 store into a folder.
public final class S3Source {
  private static final int FILES_MAX = FolderZip.FILES_MAX;
  private static final long BYTES_MAX = FolderZip.BYTES_MAX;
  private static final int CHUNK = 1 << 16;

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
    S3Address address = S3Address.parse(reference);
    try (S3Client client = S3Clients.of(environment)) {
      Optional<Long> size = size(client, address);
      if (size.isPresent()) {
        Path file = inside(into, address.name(), address);
        copy(client, address, address.key(), file, BYTES_MAX);
        return file;
      }
      return folder(client, address, into);
    } catch (S3Exception e) {
      throw refused(e, address);
    } catch (SdkClientException e) {
      throw unreachable(e, address);
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
      throw missing(address);
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

  private static ProblemException missing(S3Address address) {
    return new Problem(
            Problem.Kind.NOT_FOUND,
            "nothing is there",
            address.toString(),
            "a file, or a folder with files",
            "check the address")
        .asException();
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

  /// The store's own words may quote what was sent, so only its code is told.
  private static ProblemException refused(S3Exception e, S3Address address) {
    if (e.statusCode() == 404) {
      return missing(address);
    }
    boolean isDenied = e.statusCode() == 401 || e.statusCode() == 403;
    return new Problem(
            isDenied ? Problem.Kind.CONFIGURATION : Problem.Kind.ENVIRONMENT,
            "the S3 store answers %d".formatted(e.statusCode()),
            address.toString(),
            "",
            isDenied
                ? "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may read"
                : "try again")
        .asException();
  }

  private static ProblemException unreachable(SdkClientException e, S3Address address) {
    boolean lacksCredentials = String.valueOf(e.getMessage()).contains("credentials");
    return new Problem(
            lacksCredentials ? Problem.Kind.CONFIGURATION : Problem.Kind.ENVIRONMENT,
            lacksCredentials
                ? "there are no credentials for the S3 store"
                : "the S3 store cannot be reached",
            address.toString(),
            "",
            lacksCredentials
                ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile"
                : "check the network, and AWS_ENDPOINT_URL_S3 for a store beside Amazon's")
        .asException();
  }
}
