package dev.evenkeel.objects;

import dev.evenkeel.base.Digests;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.VerifiedStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Blobs as objects `PREFIXsha256/ab/cdef…` of a bucket. An object appears when all of it has
/// arrived, so a crash leaves a whole blob or none.
final class S3BlobStore implements BlobStore {
  private static final long PART_BYTES = 16L << 20;
  private static final int PARTS_MAX = 10_000;
  private static final String TYPE = "application/octet-stream";
  private static final int NOT_FOUND = 404;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final S3Client client;
  private final S3Settings settings;
  private final Spool spool;

  private S3BlobStore(S3Client client, S3Settings settings, Path scratch) {
    this.client = client;
    this.settings = settings;
    this.spool = new Spool(scratch);
  }

  /// Opens a bucket that is there.
  static S3BlobStore open(S3Settings settings, Path scratch) {
    S3Client client =
        S3Clients.of(
            settings.endpoint(), settings.region(), DefaultCredentialsProvider.builder().build());
    try {
      client.headBucket(request -> request.bucket(settings.bucket()));
      return new S3BlobStore(client, settings, scratch);
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

  @Override
  public String put(InputStream content) {
    try (Spool.Spooled spooled = spool.take(content)) {
      String key = key(spooled.digest());
      // One of another length was not written by us, and is put right.
      if (size(key).equals(OptionalLong.of(spooled.bytes()))) {
        return spooled.digest();
      }
      if (spooled.bytes() <= PART_BYTES) {
        asked(() ->
            client.putObject(
                request -> request.bucket(settings.bucket()).key(key).contentType(TYPE),
                RequestBody.fromFile(spooled.file())));
      } else {
        sendInParts(key, spooled);
      }
      return spooled.digest();
    }
  }

  private void sendInParts(String key, Spool.Spooled spooled) {
    String upload =
        asked(() ->
                client.createMultipartUpload(
                    request -> request.bucket(settings.bucket()).key(key).contentType(TYPE)))
            .uploadId();
    try {
      List<CompletedPart> parts = parts(key, upload, spooled);
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

  private List<CompletedPart> parts(String key, String upload, Spool.Spooled spooled) {
    long size = Math.max(PART_BYTES, Math.ceilDiv(spooled.bytes(), PARTS_MAX));
    List<CompletedPart> parts = new ArrayList<>();
    for (long from = 0; from < spooled.bytes(); from += size) {
      int number = parts.size() + 1;
      long start = from;
      long length = Math.min(size, spooled.bytes() - from);
      String tag =
          asked(() ->
                  client.uploadPart(
                      request ->
                          request
                              .bucket(settings.bucket())
                              .key(key)
                              .uploadId(upload)
                              .partNumber(number),
                      RequestBody.fromContentProvider(() -> spooled.part(start), length, TYPE)))
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

  @Override
  public Optional<InputStream> get(String digest) {
    return object(key(digest), "")
        .map(object -> new VerifiedStream(object, digest, object.response().contentLength()));
  }

  @Override
  public Optional<InputStream> get(String digest, long from) {
    return from > 0
        ? object(key(digest), "bytes=%d-".formatted(from)).map(object -> object)
        : get(digest);
  }

  private Optional<ResponseInputStream<GetObjectResponse>> object(String key, String range) {
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

  @Override
  public boolean has(String digest) {
    return size(key(digest)).isPresent();
  }

  private OptionalLong size(String key) {
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

  @Override
  public void delete(String digest) {
    String key = key(digest);
    asked(() -> client.deleteObject(request -> request.bucket(settings.bucket()).key(key)));
  }

  /// Only a digest ever becomes a key, so no name from outside can.
  private String key(String digest) {
    if (!Digests.isDigest(digest)) {
      throw new IllegalArgumentException("Cannot find a blob: not a digest, got " + digest);
    }
    String hex = digest.substring("sha256:".length());
    return "%ssha256/%s/%s".formatted(settings.prefix(), hex.substring(0, 2), hex.substring(2));
  }

  private <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw S3Problems.of(e, settings);
    }
  }
}
