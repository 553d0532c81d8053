package dev.evenkeel.data;

import dev.evenkeel.s3tests.S3Server;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// What datasets promise, with the files of their tables in a bucket.
class S3DatasetsTest extends DatasetsContract {
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
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }

  @Override
  CatalogAddress catalog() {
    return CatalogAddress.embedded(folder.resolve("data"));
  }

  @Override
  WarehousePlace place() {
    return S3Place.warehouse(server, prefix);
  }

  @Override
  Path warehouse() {
    return folder.resolve("data").resolve("warehouse-cache");
  }
}
