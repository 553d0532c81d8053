package dev.evenkeel.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.runtimes.formats.FolderZip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFormatsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "xgboost-classifier/model.ubj, xgboost-ubj",
    "xgboost-booster/model.json, xgboost-json",
    "lightgbm-booster/model.lgb, lightgbm-text",
    "onnx-external/model.onnx, onnx",
    "xgboost-classifier, mlflow-zip",
    "sklearn, mlflow-zip"
  })
  void tellsAModelByItsContent(String path, String format) {
    ModelFile file = ModelFormats.read(LoggedFolderFixtures.folder(path));

    assertThat(file.format()).isEqualTo(format);
    assertThat(file.where()).isEqualTo(Path.of(path).getFileName().toString());
  }

  @Test
  void takesDataBesideAGraphIntoIt() {
    ModelFile file = ModelFormats.read(LoggedFolderFixtures.folder("onnx-external/model.onnx"));

    try (LoadedModel model = Runtimes.builtIn().load(file)) {
      assertThat(model.described().target().labels()).containsExactly("0", "1", "2");
    }
  }

  @Test
  void doesNotFollowALinkToDataElsewhere() throws IOException {
    Path logged = LoggedFolderFixtures.folder("onnx-external");
    Files.copy(logged.resolve("model.onnx"), folder.resolve("model.onnx"));
    Files.createSymbolicLink(folder.resolve("model.onnx.data"), logged.resolve("model.onnx.data"));

    assertThatThrownBy(() -> ModelFormats.read(folder.resolve("model.onnx")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not beside the graph");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|an empty file|write the model again",
        "\\x80\\x04\\x95abc.|a pickle|skl2onnx.to_onnx",
        "\\x80\\x04\\x95abc.|a pickle|mlflow.sklearn.save_model",
        "\\x1f\\x8babc|a compressed file|unpack it",
        "binf0000|XGBoost's old binary format|save_model('model.ubj')",
        "CBM1abc|CatBoost|format='onnx'",
        "{\"oblivious_trees\": []}|CatBoost JSON|format='onnx'",
        "{\"tree_info\": []}|`dump_model`|save_model('model.txt')",
        "{\"a\": 1}|JSON, but no model|save_model('model.json')",
        "area,rooms,price|a table of text|evenkeel init",
        "PAR1abc|Parquet|''",
        "<PMML version=\"4.4\">|PMML|ONNX",
        "\\x00\\x01\\x02|unknown kind|''",
        "just words|a text|''"
      })
  void saysInPlainWordsWhatAFileIsInstead(String content, String what, String remedy)
      throws IOException {
    Path file = folder.resolve("model.bin");
    Files.write(file, bytes(content));

    assertThatThrownBy(() -> ModelFormats.read(file))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
              assertThat(e.problem().what()).contains(what);
              assertThat(e.problem().remedy()).contains(remedy);
              assertThat(e.problem().where()).isEqualTo(file.toString());
            });
  }

  private static byte[] bytes(String content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < content.length(); at++) {
      if (content.startsWith("\\x", at)) {
        bytes.write(Integer.parseInt(content.substring(at + 2, at + 4), 16));
        at += 3;
      } else {
        bytes.write(content.charAt(at));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void saysWhatAFolderLacks() throws IOException {
    assertThatThrownBy(() -> ModelFormats.read(folder)).hasMessageContaining("an empty folder");
    Files.writeString(folder.resolve("notes.txt"), "x");
    assertThatThrownBy(() -> ModelFormats.read(folder))
        .hasMessageContaining("a folder without the file `MLmodel`; it holds notes.txt");
    assertThatThrownBy(() -> ModelFormats.read(folder.resolve("nothing")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.NOT_FOUND));
  }

  @Test
  void packsTheSameFilesToTheSameBytes() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path first = Files.createDirectory(folder.resolve("first"));
    for (Path each : new Path[] {first, other}) {
      Files.createDirectory(each.resolve("data"));
      Files.writeString(each.resolve("MLmodel"), "flavors: {}\n");
      Files.writeString(each.resolve("data/b"), "b");
      Files.writeString(each.resolve("data/a"), "a");
    }
    Files.setLastModifiedTime(
        other.resolve("MLmodel"), FileTime.from(Instant.parse("1999-01-01T00:00:00Z")));

    byte[] packed = FolderZip.pack(first);

    assertThat(FolderZip.pack(other)).isEqualTo(packed);
    assertThat(FolderZip.open(packed, "zip").names())
        .containsExactly("MLmodel", "data/a", "data/b");
    assertThat(FolderZip.open(packed, "zip").read("data/b"))
        .hasValue("b".getBytes(StandardCharsets.UTF_8));
    assertThat(ModelFormats.of(packed, "zip")).isEqualTo(ModelDescription.MLFLOW_ZIP);
  }

  @Test
  void refusesAFolderWithALink() throws IOException {
    Files.writeString(folder.resolve("MLmodel"), "flavors: {}\n");
    Files.createSymbolicLink(folder.resolve("model.pkl"), Path.of("/etc/hostname"));

    assertThatThrownBy(() -> ModelFormats.read(folder))
        .hasMessageContaining("`model.pkl` is a link");
  }

  @ParameterizedTest
  @CsvSource({
    "../MLmodel",
    "/etc/MLmodel",
    "a/../../MLmodel",
    "a//MLmodel",
    "C:/MLmodel",
    "a\\MLmodel"
  })
  void refusesNamesThatLeaveTheFolder(String name) throws IOException {
    byte[] zip = zip(name, new byte[] {1});

    assertThatThrownBy(() -> FolderZip.open(zip, "zip"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no path inside of a folder");
  }

  @Test
  void refusesAFolderThatUnpacksWithoutEnd() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream stream = new ZipOutputStream(packed)) {
      stream.putNextEntry(new ZipEntry("MLmodel"));
      for (int megabyte = 0; megabyte <= FolderZip.BYTES_MAX >> 20; megabyte++) {
        stream.write(zeros);
      }
      stream.closeEntry();
    }

    assertThat(packed.size()).isLessThan(2 << 20);
    assertThatThrownBy(() -> FolderZip.open(packed.toByteArray(), "zip"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.TOO_LARGE));
  }

  @Test
  void answersAProblemToEveryMutationOfAZip() {
    byte[] sound = FolderZip.pack(LoggedFolderFixtures.folder("xgboost-booster"));
    Runtimes runtimes = Runtimes.builtIn();
    Seeds.each(
        300,
        random -> {
          byte[] mutated = sound.clone();
          mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
          try {
            runtimes.load(new ModelFile(ModelDescription.MLFLOW_ZIP, mutated, "zip")).close();
          } catch (ProblemException e) {
            assertThat(e.problem().kind().httpStatus()).isLessThan(502).isNotEqualTo(500);
          }
        });
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream stream = new ZipOutputStream(packed)) {
      stream.putNextEntry(new ZipEntry(name));
      stream.write(content);
      stream.closeEntry();
    }
    return packed.toByteArray();
  }
}
