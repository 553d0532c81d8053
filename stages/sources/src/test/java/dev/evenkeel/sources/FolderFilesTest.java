package dev.evenkeel.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.store.Egress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FolderFilesTest extends SourceKindContract {
  @Override
  protected SourceKind kind() {
    return new FolderFiles();
  }

  private Path opened() throws IOException {
    return Files.createDirectories(folder.resolve("opened"));
  }

  private SourceRequest at(String name) throws IOException {
    return new SourceRequest("file://" + opened() + "/" + name, "", "name", "");
  }

  @Override
  protected SourceRequest first() throws IOException {
    Files.createDirectories(opened().resolve("may"));
    Files.writeString(opened().resolve("may/animals-01.csv"), "id,name\n1,ant\n");
    Files.writeString(opened().resolve("may/animals-02.csv"), "id,name\n2,bee\n");
    Files.writeString(opened().resolve("may/other.csv"), "id,name\n9,owl\n");
    return at("m*/animals-*.csv");
  }

  @Override
  protected void more() throws IOException {
    Files.writeString(opened().resolve("may/animals-03.csv"), "id,name\n3,cat\n");
  }

  @Override
  protected SourceRequest nothing() {
    return SourceRequest.of("file://" + folder + "/opened/none.csv");
  }

  @Override
  protected Surroundings surroundings(Path into, long bytesMax) {
    return new Surroundings(
        into,
        bytesMax,
        new Egress(List.of()),
        Map.of(),
        Map.of(),
        List.of(folder.resolve("opened")));
  }

  @Test
  void readsNothingOutsideOfWhatWasOpened() throws IOException {
    var _ = first();
    Files.writeString(folder.resolve("secret.csv"), "id,name\n1,ant\n");
    Files.createSymbolicLink(opened().resolve("way"), folder);
    Files.createSymbolicLink(opened().resolve("link.csv"), folder.resolve("secret.csv"));
    for (String name :
        List.of("../secret.csv", "way/secret.csv", "link.csv", "way/*.csv", "way/../*.csv")) {
      assertThatThrownBy(() -> fetch(at(name))).as(name).hasMessageContaining("cannot be read");
    }
  }

  @Test
  void takesASingleFileByItsName() throws IOException {
    var _ = first();
    assertThat(rows(fetch(at("may/other.csv")))).containsExactly("9 owl");
  }
}
