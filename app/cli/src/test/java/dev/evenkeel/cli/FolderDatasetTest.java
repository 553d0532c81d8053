package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Folders as versions, at a running server.
@Timeout(180)
class FolderDatasetTest {
  @TempDir Path folder;
  private Path photos;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    photos = folder.resolve("photos");
    write("cats/a.txt", "tabby");
    write("cats/b.txt", "tom");
    write("dogs/a.txt", "x".repeat(400_000));
  }

  @AfterEach
  void close() {
    evenkeel.close();
  }

  private void write(String path, String content) throws IOException {
    Path file = photos.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-05-01T00:00:00Z")));
  }

  private String cli(Object... arguments) {
    Cli.Seen seen = Cli.at(evenkeel.address(), arguments);
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return seen.out();
  }

  private static String status(Path of) {
    return Cli.run("data", "status", of).out();
  }

  @Test
  void sendsWhatChangedAndLaysAnyVersionOut() throws IOException {
    assertThat(cli("data", "ingest", "photos", photos, "--label", "kind"))
        .contains("Published photos@1: 3 files, of which 3 were read and 390 KiB sent.");
    assertThat(cli("data", "ingest", "photos", photos, "--label", "kind"))
        .contains("Nothing is new.");
    write("cats/c.txt", "lion");
    Files.delete(photos.resolve("cats/b.txt"));
    Files.move(photos.resolve("dogs/a.txt"), photos.resolve("dogs/z.txt"));
    assertThat(status(photos))
        .contains("added    cats/c.txt")
        .contains("removed  cats/b.txt")
        .contains("moved    dogs/a.txt → dogs/z.txt")
        .contains("photos@1: 1 added, 0 changed, 1 removed, 1 moved, 1 as they were.");
    assertThat(cli("data", "ingest", "photos", photos, "--label", "kind"))
        .contains("Published photos@2: 3 files")
        .contains("0 KiB sent");
    assertThat(cli("data", "show", "photos@2")).contains("kind").contains("cats=2");

    Path other = folder.resolve("other");
    assertThat(cli("data", "checkout", "photos@1", "--to", other))
        .contains("3 files written, 0 removed");
    assertThat(other.resolve("cats/b.txt")).hasContent("tom");
    assertThat(other.resolve("dogs/a.txt")).hasSize(400_000);
    assertThat(status(other)).contains("photos@1: 0 added");
    assertThat(cli("data", "checkout", "photos@2", "--to", other))
        .contains("2 files written, 2 removed, 1 as they were");
    assertThat(other.resolve("cats/b.txt")).doesNotExist();

    Files.writeString(other.resolve("mine.txt"), "mine");
    Cli.Seen refused = Cli.at(evenkeel.address(), "data", "checkout", "photos@1", "--to", other);
    assertThat(refused.exitCode()).isEqualTo(5);
    assertThat(refused.err()).contains("mine.txt");
  }

  @Test
  void aFolderOfManyFilesIsSentWholeAndNotTwice() throws IOException {
    // More than two bundles a core, so that some go without a question.
    Path many = folder.resolve("many");
    Files.createDirectories(many);
    for (int file = 0; file < 9_000; file++) {
      Files.writeString(many.resolve("f" + file), "content " + file % 8_000);
    }
    assertThat(cli("data", "ingest", "many", many)).contains("9,000 files");
    Path other = folder.resolve("other");
    assertThat(cli("data", "checkout", "many@1", "--to", other)).contains("9,000 files written");
    assertThat(other.resolve("f8999")).hasContent("content 999");

    Files.delete(many.resolve("f0"));
    Files.move(many.resolve(".evenkeel"), folder.resolve("forgotten"));
    assertThat(cli("data", "ingest", "many", many))
        .contains("Published many@2: 8,999 files, of which 8,999 were read and 0 KiB sent");
  }

  @Test
  void aFolderOfAnotherServerIsSentWhole() throws IOException {
    cli("data", "ingest", "photos", photos);
    try (Evenkeel other =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("other-home"), 0, "", "", ""), Clock.system())) {
      Cli.Seen seen = Cli.at(other.address(), "data", "ingest", "photos", photos);
      assertThat(seen.out()).as(seen.err()).contains("Published photos@1: 3 files");
    }
  }

  @Test
  void aFolderThatIsOfNoDatasetIsToldSo() {
    Cli.Seen seen = Cli.run("data", "status", photos);
    assertThat(seen.exitCode()).isEqualTo(4);
    assertThat(seen.err()).contains("evenkeel data ingest");
  }
}
