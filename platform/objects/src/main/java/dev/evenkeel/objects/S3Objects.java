package dev.evenkeel.objects;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The objects of a bucket, by their whole keys.
final class S3Objects {
  private static final long PART_BYTES = 16L << 20;
  private static final int PARTS_MAX = 10_000;
  private static final String TYPE = "application/octet-stream";
  private static final int NOT_FOUND = 404;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final S3Client client;
  private final S3Settings settings;

  private S3Objects(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /// Opens a bucket that is there.
  static S3Objects open(S3Settings settings) {
    S3Client client =
        S3Clients.of(
            settings.endpoint(), settings.region(), DefaultCredentialsProvider.builder().build());
    try {
      client.headBucket(request -> request.bucket(settings.bucket()));
      return new S3Objects(client, settings);
    } catch (SdkException e) {
      client.close();
      throw e instanceof S3Exception answer && answer.statusCode() == NOT_FOUND
          ? S3Problems.noBucket(settings)
          : S3Problems.of(e, settings);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  S3Settings settings() {
    return settings;
  }

  void put(String key, Path file, long bytes) {
    if (bytes <= PART_BYTES) {
      asked(() ->
          client.putObject(
              request -> request.bucket(settings.bucket()).key(key).contentType(TYPE),
              RequestBody.fromFile(file)));
    } else {
      sendInParts(key, file, bytes);
    }
  }

  private void sendInParts(String key, Path file, long bytes) {
    String upload =
        asked(() ->
                client.createMultipartUpload(
                    request -> request.bucket(settings.bucket()).key(key).contentType(TYPE)))
            .uploadId();
    try {
      List<CompletedPart> parts = parts(key, upload, file, bytes);
      asked(() ->
          client.completeMultipartUpload(request ->
              request
                  .bucket(settings.bucket())
                  .key(key)
                  .uploadId(upload)
                  .multipartUpload(all -> all.parts(parts))));
    } catch (RuntimeException | Error e) {
      abort(key, upload);
      throw e;
    }
  }

  private List<CompletedPart> parts(String key, String upload, Path file, long bytes) {
    long size = Math.max(PART_BYTES, Math.ceilDiv(bytes, PARTS_MAX));
    List<CompletedPart> parts = new ArrayList<>();
    for (long from = 0; from < bytes; from += size) {
      int number = parts.size() + 1;
      long start = from;
      long length = Math.min(size, bytes - from);
      String tag =
          asked(() ->
                  client.uploadPart(
                      request ->
                          request
                              .bucket(settings.bucket())
                              .key(key)
                              .uploadId(upload)
                              .partNumber(number),
                      RequestBody.fromContentProvider(() -> part(file, start), length, TYPE)))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    return parts;
  }

  private void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(
          request -> request.bucket(settings.bucket()).key(key).uploadId(upload));
    } catch (SdkException e) {
      // The failure that led here is the one to tell; the parts are no object.
    }
  }

  /// A part of it; may be asked for again when it must be sent again.
  private static InputStream part(Path file, long from) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return Channels.newInputStream(channel.position(from));
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "a file on its way to S3 cannot be read back",
              "send it again; check the rights of the home folder")
          .asException(e);
    }
  }

  /// An object, or a part of it.
  ///
  /// @param range as of HTTP; empty for all
  Optional<ResponseInputStream<GetObjectResponse>> object(String key, String range) {
    try {
      return Optional.of(
          client.getObject(request -> {
            request.bucket(settings.bucket()).key(key);
            if (!range.isEmpty()) {
              request.range(range);
            }
          }));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
        return Optional.of(nothing());
      }
      throw S3Problems.of(e, settings);
    } catch (SdkException e) {
      throw S3Problems.of(e, settings);
    }
  }

  /// Behind the end of an object.
  private static ResponseInputStream<GetObjectResponse> nothing() {
    return new ResponseInputStream<>(
        GetObjectResponse.builder().contentLength(0L).build(), InputStream.nullInputStream());
  }

  OptionalLong size(String key) {
    try {
      return OptionalLong.of(
          client.headObject(request -> request.bucket(settings.bucket()).key(key)).contentLength());
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return OptionalLong.empty();
      }
      throw S3Problems.of(e, settings);
    } catch (SdkException e) {
      throw S3Problems.of(e, settings);
    }
  }

  void delete(String key) {
    asked(() -> client.deleteObject(request -> request.bucket(settings.bucket()).key(key)));
  }

  void each(String prefix, Consumer<S3Object> told) {
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(settings.bucket()).prefix(prefix))
          .contents()
          .forEach(told);
    } catch (SdkException e) {
      throw S3Problems.of(e, settings);
    }
  }

  void close() {
    client.close();
  }

  private <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw S3Problems.of(e, settings);
    }
  }
}
