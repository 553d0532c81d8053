package dev.evenkeel.s3tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.runtimes.ModelFormats;
import dev.evenkeel.runtimes.ModelSources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourcesTest {
  private static final String ID = "the-id-of-a-test";
  private static final String SECRET = "a-secret-that-no-message-holds";
  private static final String LOGGED = "flavors:\n  sklearn:\n    pickled_model: model.pkl\n";

  private static BlobStoreContext context;
  private static S3Proxy proxy;
  private static Map<String, String> environment;

  @TempDir Path into;

  @BeforeAll
  static void start() throws Exception {
    context = ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
    BlobStore blobs = context.getBlobStore();
    blobs.createContainerInLocation(null, "models");
    put("churn/model.txt", "tree\nversion=v4\n");
    put("logged/MLmodel", LOGGED);
    put("logged/data/model.pkl", "pickle");
    put("logged-more/other", "of another folder");
    put("strange/MLmodel", LOGGED);
    put("strange/../../escaped", "out of the folder");
    proxy =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET)
            .build();
    proxy.start();
    environment =
        Map.of(
            "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + proxy.getPort(),
            "AWS_ACCESS_KEY_ID", ID,
            "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  private static void put(String key, String content) {
    BlobStore blobs = context.getBlobStore();
    blobs.putBlob("models", blobs.blobBuilder(key).payload(content).build());
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.stop();
    context.close();
  }

  @Test
  void fetchesAFile() {
    Path fetched = new ModelSources(environment).fetch("s3://models/churn/model.txt", into);

    assertThat(fetched).isEqualTo(into.resolve("model.txt")).hasContent("tree\nversion=v4\n");
    assertThat(ModelFormats.read(fetched).format()).isEqualTo(ModelDescription.LIGHTGBM_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://models/logged", "s3://models/logged/"})
  void fetchesAFolderAndNothingOfItsNeighbour(String reference) throws IOException {
    Path fetched = new ModelSources(environment).fetch(reference, into);

    ModelFile file = ModelFormats.read(fetched);
    assertThat(file.format()).isEqualTo(ModelDescription.MLFLOW_ZIP);
    assertThat(file.where()).isEqualTo("logged");
    assertThat(fetched.resolve("data/model.pkl")).hasContent("pickle");
    try (var files = Files.walk(into)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void neverWritesOutsideOfItsFolder() throws IOException {
    Path inner = Files.createDirectories(into.resolve("a/b"));

    assertRefused(environment, "s3://models/strange", inner, Problem.Kind.INPUT);
    try (var files = Files.walk(into)) {
      assertThat(files.filter(file -> file.endsWith("escaped"))).isEmpty();
    }
  }

  @Test
  void saysThatNothingIsThere() {
    assertRefused(environment, "s3://models/nothing", into, Problem.Kind.NOT_FOUND);
    assertRefused(environment, "s3://no-bucket/model.txt", into, Problem.Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3://", "s3://models", "s3://models/", "s3://MODELS/x", "s3:///x", "s3://a@b/x"})
  void refusesWhatIsNoAddress(String reference) {
    assertRefused(environment, reference, into, Problem.Kind.INPUT);
  }

  @Test
  void saysThatTheStoreRefusesWithoutQuotingCredentials() {
    Map<String, String> wrong =
        Map.of(
            "AWS_ENDPOINT_URL_S3",
            "http://127.0.0.1:" + proxy.getPort(),
            "AWS_ACCESS_KEY_ID",
            ID,
            "AWS_SECRET_ACCESS_KEY",
            "another-secret");

    ProblemException refused =
        assertRefused(wrong, "s3://models/churn/model.txt", into, Problem.Kind.CONFIGURATION);

    assertThat(refused.toString() + refused.getCause())
        .doesNotContain(ID)
        .doesNotContain("another-secret")
        .contains("403");
  }

  @Test
  void saysThatTheStoreCannotBeReached() {
    Map<String, String> nowhere =
        Map.of(
            "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1",
            "AWS_ACCESS_KEY_ID", ID,
            "AWS_SECRET_ACCESS_KEY", SECRET);

    assertRefused(nowhere, "s3://models/churn/model.txt", into, Problem.Kind.ENVIRONMENT);
  }

  @Test
  void refusesAnAddressWithAPasswordWithoutQuotingIt() {
    Map<String, String> odd = Map.of("AWS_ENDPOINT_URL_S3", "http://me:hush@127.0.0.1:1");

    ProblemException refused =
        assertRefused(odd, "s3://models/churn/model.txt", into, Problem.Kind.CONFIGURATION);

    assertThat(refused.toString()).doesNotContain("hush");
  }

  private static ProblemException assertRefused(
      Map<String, String> variables, String reference, Path into, Problem.Kind kind) {
    ProblemException[] caught = new ProblemException[1];
    assertThatThrownBy(() -> new ModelSources(variables).fetch(reference, into))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(kind);
              caught[0] = e;
            });
    return caught[0];
  }
}
