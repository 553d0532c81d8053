package dev.evenkeel.s3tests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.sources.S3Files;
import dev.evenkeel.sources.SourceKind;
import dev.evenkeel.sources.SourceKindContract;
import dev.evenkeel.sources.SourceRequest;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.store.Egress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rows in a bucket.
class S3FilesTest extends SourceKindContract {
  private S3Server server;

  @BeforeEach
  void serve() throws Exception {
    server = new S3Server();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Override
  protected SourceKind kind() {
    return new S3Files();
  }

  @Override
  protected SourceRequest first() {
    server.change("sales/2026-01.csv", "id,name\n1,ant\n");
    server.change("sales/2026-02.csv", "id,name\n2,bee\n");
    server.change("sales/deep/2026-09.csv", "id,name\n9,owl\n");
    server.change("sales/other.csv", "id,name\n9,owl\n");
    return new SourceRequest("s3://%s/sales/2026-*.csv".formatted(S3Server.BUCKET), "", "key", "");
  }

  @Override
  protected void more() {
    server.change("sales/2026-03.csv", "id,name\n3,cat\n");
  }

  @Override
  protected SourceRequest nothing() {
    return SourceRequest.of("s3://%s/none.csv".formatted(S3Server.BUCKET));
  }

  @Override
  protected Surroundings surroundings(Path into, long bytesMax) {
    return new Surroundings(
        into,
        bytesMax,
        new Egress(List.of()),
        Map.of("AWS_ENDPOINT_URL_S3", server.endpoint()),
        Map.of(),
        List.of());
  }

  @Test
  void aKeyBecomesNoPath() throws Exception {
    server.change("odd/../../../escaped.csv", "id,name\n1,ant\n");
    SourceRequest request =
        SourceRequest.of("s3://%s/odd/../../../escaped.csv".formatted(S3Server.BUCKET));
    try {
      Assertions.assertThat(rows(fetch(request))).containsExactly("1 ant");
    } catch (ProblemException e) {
      // Whether such a key can be asked for is the SDK's affair.
    }
    Assertions.assertThat(Files.exists(folder.resolve("../escaped.csv"))).isFalse();
  }

  @Test
  void saysThatABucketIsMissing() {
    assertThatThrownBy(() -> fetch(SourceRequest.of("s3://no-such-bucket/a.csv")))
        .hasMessageContaining("nothing is there");
  }
}
