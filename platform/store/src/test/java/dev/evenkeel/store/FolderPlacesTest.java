package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPlacesTest extends BlobStoreContract {
  @TempDir Path folder;

  private BlobPlaces.BlobPlace place(Path path) {
    return new FolderPlaces().read(Yaml.parseMap("path: \"%s\"".formatted(path), "server.yaml"));
  }

  @Override
  protected BlobStore emptyStore() {
    return place(folder).open(folder.resolve("scratch"));
  }

  @Test
  void keepsFilesForWhoeverMountsTheFolder() throws IOException {
    Path given = Files.writeString(folder.resolve("given"), "rows");
    Path shared = Files.createDirectory(folder.resolve("shared"));
    RemoteFiles mine = place(shared).files();
    RemoteFiles theirs = place(shared).files();

    mine.put("datasets/a/1.parquet", given);

    Path fetched = folder.resolve("fetched");
    assertThat(theirs.bytes("datasets/a/1.parquet")).hasValue(4);
    assertThat(theirs.fetch("datasets/a/1.parquet", fetched)).isTrue();
    assertThat(fetched).hasContent("rows");
    List<String> names = new ArrayList<>();
    theirs.each("datasets/", kept -> names.add(kept.name()));
    assertThat(names).containsExactly("datasets/a/1.parquet");
    assertThat(shared.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void knowsNothingOfWhatIsNotThere() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    RemoteFiles files = place(shared).files();

    files.delete("datasets/none");
    files.each("datasets/", kept -> assertThat(kept).as("something was told").isNull());

    assertThat(files.bytes("datasets/none")).isEmpty();
    assertThat(files.fetch("datasets/none", folder.resolve("none"))).isFalse();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void keepsNothingOutsideOfItsFolder() throws IOException {
    Path given = Files.writeString(folder.resolve("given"), "rows");
    RemoteFiles files = place(Files.createDirectory(folder.resolve("shared"))).files();

    assertThatThrownBy(() -> files.put("../taken", given))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(folder.resolve("taken")).doesNotExist();
  }

  @Test
  void aFolderThatIsNotMountedIsRefusedAndNotMade() {
    Path absent = folder.resolve("absent");

    Problem problem =
        catchThrowableOfType(ProblemException.class, () -> place(absent).open(folder)).problem();

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.where()).isEqualTo(absent.toString());
    assertThat(absent).doesNotExist();
  }
}
