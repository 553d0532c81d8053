package dev.evenkeel.data;

import dev.evenkeel.s3tests.S3Server;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// What a crash leaves, with the files of tables in a bucket.
class S3PublishCrashTest extends PublishCrashContract {
  private static S3Server server;

  private final String prefix = S3Place.fresh();

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Override
  WarehousePlace place() {
    return S3Place.warehouse(server, prefix);
  }

  @Override
  List<String> stored() {
    return S3Place.objects(server, prefix);
  }
}
