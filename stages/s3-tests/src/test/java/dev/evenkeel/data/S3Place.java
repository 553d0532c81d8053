package dev.evenkeel.data;

import dev.evenkeel.base.Yaml;
import dev.evenkeel.objects.S3Blobs;
import dev.evenkeel.s3tests.S3Server;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

/// Parts of a bucket for the tables of one test each.
final class S3Place {
  private static final AtomicInteger PLACES = new AtomicInteger();

  private S3Place() {}

  static String fresh() {
    return "place-" + PLACES.incrementAndGet();
  }

  static WarehousePlace warehouse(S3Server server, String prefix) {
    String settings =
        "{bucket: %s, prefix: %s, endpoint: '%s'}"
            .formatted(S3Server.BUCKET, prefix, server.endpoint());
    return new WarehousePlace(
        Optional.of(new S3Blobs().read(Yaml.parseMap(settings, "server.yaml")).files()), 1L << 30);
  }

  static List<String> objects(S3Server server, String prefix) {
    return server
        .objects()
        .list(S3Server.BUCKET, ListContainerOptions.Builder.prefix(prefix + "/").recursive())
        .stream()
        .map(StorageMetadata::getName)
        .toList();
  }
}
