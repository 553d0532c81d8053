package dev.evenkeel.sources;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.objects.S3Address;
import dev.evenkeel.objects.S3Clients;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Tables in objects of a bucket: `s3://bucket/key.parquet`, or `s3://bucket/sales/2026-*.csv`, in
/// which `*` stands for anything but `/`. The watermark is the last key, so of objects that are
/// named by their day only the new ones are taken.
public final class S3Files implements SourceKind {
  private static final String EXPECTED = "an object, or a pattern that some have";
  private static final int FILES_MAX = 10_000;
  private static final int LOOKED_AT_MAX = 1_000_000;

  @Override
  public Set<String> schemes() {
    return Set.of("s3");
  }

  @Override
  public Fetched fetch(SourceRequest request, Surroundings surroundings) {
    S3Address address = address(request.address());
    try (S3Client client = S3Clients.of(surroundings.environment())) {
      String bucket = address.bucket();
      List<String> keys = keys(client, address, request);
      List<TableFile> files = new ArrayList<>();
      long left = surroundings.bytesMax();
      for (String key : keys) {
        Path file = surroundings.into().resolve("%05d-%s".formatted(files.size(), name(key)));
        left -= copy(client, bucket, key, file, left, surroundings.bytesMax());
        files.add(TableFile.of(file, Optional.empty()));
      }
      String last = keys.isEmpty() ? request.after() : keys.getLast();
      return new Fetched(files, request.watermark().isEmpty() ? "" : last);
    } catch (SdkException e) {
      throw address.refused(e, EXPECTED);
    }
  }

  private static S3Address address(String written) {
    return S3Address.parse(written)
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "`%s` is no address of objects".formatted(Names.abbreviate(written)),
                    "",
                    "s3://BUCKET/KEY, with * in the key for several",
                    "")
                .asException());
  }

  /// Ascending, those above the watermark.
  private static List<String> keys(S3Client client, S3Address address, SourceRequest request) {
    String key = address.key();
    int star = key.indexOf('*');
    if (star < 0) {
      boolean isNew = request.watermark().isEmpty() || key.compareTo(request.after()) > 0;
      return isNew ? List.of(key) : List.of();
    }
    Pattern pattern = Pattern.compile(pattern(key));
    List<String> keys = new ArrayList<>();
    int lookedAt = 0;
    boolean isAny = false;
    for (S3Object object :
        client
            .listObjectsV2Paginator(
                ask -> ask.bucket(address.bucket()).prefix(key.substring(0, star)))
            .contents()) {
      lookedAt++;
      boolean matches = pattern.matcher(object.key()).matches();
      isAny |= matches;
      if (matches
          && (request.watermark().isEmpty() || object.key().compareTo(request.after()) > 0)) {
        keys.add(object.key());
      }
      if (lookedAt > LOOKED_AT_MAX || keys.size() > FILES_MAX) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "the pattern stands for too many objects",
                Names.abbreviate(request.address()),
                "at most %d objects".formatted(FILES_MAX),
                "write more of the key before the first *")
            .asException();
      }
    }
    if (!isAny) {
      throw address.missing(EXPECTED);
    }
    return keys;
  }

  private static String pattern(String key) {
    StringBuilder pattern = new StringBuilder();
    for (String part : key.split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : "[^/]*").append(Pattern.quote(part));
    }
    return pattern.toString();
  }

  /// What a file of ours may be called, whatever the key is.
  private static String name(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return name.substring(Math.max(0, name.length() - 100));
  }

  private static long copy(
      S3Client client, String bucket, String key, Path file, long left, long bytesMax) {
    long copied = 0;
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = client.getObject(ask -> ask.bucket(bucket).key(key));
        OutputStream out = Files.newOutputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        copied += read;
        if (copied > left) {
          throw new Problem(
                  Problem.Kind.TOO_LARGE,
                  "the objects are larger than we take",
                  "s3://%s/%s".formatted(bucket, Names.abbreviate(key)),
                  "at most %d MiB".formatted(bytesMax >> 20),
                  "name fewer of them, or raise `sources.bytesMax` in server.yaml")
              .asException();
        }
        out.write(chunk, 0, read);
      }
      return copied;
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "an object cannot be copied from S3",
              "s3://%s/%s".formatted(bucket, Names.abbreviate(key)),
              "",
              "check the space on the disk and the connection")
          .asException(e);
    }
  }
}
