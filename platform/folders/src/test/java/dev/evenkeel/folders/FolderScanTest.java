package dev.evenkeel.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in a folder, and how little of it is read again.
class FolderScanTest {
  private static final Instant LONG_AGO = Instant.parse("2024-05-01T00:00:00Z");

  @TempDir Path folder;

  private Path write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    return file;
  }

  private FolderScan scan(FolderIndex index) {
    return FolderScan.of(folder, index, FolderScan.Listener.NONE);
  }

  @Test
  void listsEveryFileByPathWithDigestAndSize() throws IOException {
    write("cats/b.txt", "bb");
    write("a.txt", "a");
    write("cats/tabby/c.txt", "");
    assertThat(scan(FolderIndex.empty()).manifest().files())
        .containsExactly(
            new FolderFile("a.txt", Digests.of("a"), 1),
            new FolderFile("cats/b.txt", Digests.of("bb"), 2),
            new FolderFile("cats/tabby/c.txt", Digests.of(""), 0));
  }

  @Test
  void readsOnlyWhatChangedSinceTheIndexWasWritten() throws IOException {
    for (int number = 0; number < 20; number++) {
      write("f%d".formatted(number), "content " + number);
    }
    FolderIndex index = FolderIndex.load(folder);
    assertThat(scan(index).hashed()).isEqualTo(20);
    index.save(folder);
    assertThat(scan(FolderIndex.load(folder)).hashed()).isZero();
    Files.writeString(folder.resolve("f3"), "another content");
    FolderScan second = scan(FolderIndex.load(folder));
    assertThat(second.hashed()).isEqualTo(1);
    assertThat(second.manifest().files())
        .contains(new FolderFile("f3", Digests.of("another content"), 15));
  }

  @Test
  void handsEachFileOnOnceWithTheContentOfItsDigest() throws IOException {
    Random random = new Random(5);
    for (int number = 0; number < 50; number++) {
      byte[] content = new byte[number % 10 == 0 ? 300_000 : random.nextInt(1_000)];
      random.nextBytes(content);
      Files.write(folder.resolve("f" + number), content);
    }
    Map<String, String> found = new ConcurrentHashMap<>();
    FolderScan.Listener listener =
        new FolderScan.Listener() {
          @Override
          public void found(List<FoundFile> some) {
            for (FoundFile file : some) {
              try (InputStream content = file.open()) {
                String digest = Digests.of(content.readAllBytes());
                assertThat(found.put(file.file().path(), digest)).isNull();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };
    FolderScan scan = FolderScan.of(folder, FolderIndex.empty(), listener);
    assertThat(found).hasSize(50);
    scan.manifest()
        .files()
        .forEach(file -> assertThat(found).containsEntry(file.path(), file.digest()));
  }

  @Test
  void noticesAFileThatWasReplacedWithTheSameSizeAndTime() throws IOException {
    write("f", "one");
    FolderIndex index = FolderIndex.empty();
    scan(index);
    Path other = write("other", "two");
    Files.move(other, folder.resolve("f"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(scan(index).manifest().files())
        .containsExactly(new FolderFile("f", Digests.of("two"), 3));
  }

  @Test
  void neverBelievesAFileThatIsTooYoung() throws IOException {
    Files.writeString(folder.resolve("f"), "one");
    FolderIndex index = FolderIndex.empty();
    assertThat(scan(index).hashed()).isEqualTo(1);
    assertThat(scan(index).hashed()).isEqualTo(1);
  }

  @Test
  void followsNoLinkAndSaysWhatItLeftOut() throws IOException {
    write("f", "one");
    Files.createSymbolicLink(folder.resolve("out"), folder.resolve("f"));
    FolderScan scan = scan(FolderIndex.empty());
    assertThat(scan.manifest().files()).hasSize(1);
    assertThat(scan.skipped()).containsExactly("out");
    assertThat(scan.skippedCount()).isEqualTo(1);
  }

  @Test
  void aTornIndexCostsReadingAgainAndNoMore() throws IOException {
    for (int number = 0; number < 20; number++) {
      write("f%d".formatted(number), "content " + number);
    }
    FolderIndex index = FolderIndex.empty();
    Manifest expected = scan(index).manifest();
    index.save(folder);
    Path file = folder.resolve(".evenkeel/index");
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(7);
    for (int attempt = 0; attempt < 200; attempt++) {
      byte[] torn = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
      if (torn.length > 12) {
        // Counts and lengths, not digests: an index is ours, not a stranger's.
        torn[4 + random.nextInt(8)] = (byte) random.nextInt();
      }
      Files.write(file, torn);
      assertThat(scan(FolderIndex.load(folder)).manifest()).isEqualTo(expected);
    }
  }

  @Test
  void theDigestOfAFolderIsOfPathsAndContentsAlone() throws IOException {
    write("a", "1");
    write("b/c", "2");
    Manifest first = scan(FolderIndex.empty()).manifest();
    Files.setLastModifiedTime(folder.resolve("a"), FileTime.from(Instant.now()));
    assertThat(scan(FolderIndex.empty()).manifest().digest()).isEqualTo(first.digest());
    write("b/c", "3");
    assertThat(scan(FolderIndex.empty()).manifest().digest()).isNotEqualTo(first.digest());
  }

  @Test
  void refusesANameThatSomeSystemsCannotHold() throws IOException {
    write("a\nb", "1");
    assertThatThrownBy(() -> scan(FolderIndex.empty())).isInstanceOf(ProblemException.class);
  }

  @Test
  void differencesLeadFromAnyListingToAnyOther() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      Manifest before = random(random);
      Manifest after = random(random);
      ManifestDiff diff = ManifestDiff.of(before, after);
      TreeMap<String, FolderFile> files = new TreeMap<>();
      before.files().forEach(file -> files.put(file.path(), file));
      diff.removed().forEach(file -> assertThat(files.remove(file.path())).isEqualTo(file));
      diff.moved()
          .forEach(move -> assertThat(files.remove(move.before().path())).isEqualTo(move.before()));
      diff.moved().forEach(move -> files.put(move.after().path(), move.after()));
      diff.moved()
          .forEach(move -> assertThat(move.before().digest()).isEqualTo(move.after().digest()));
      diff.changed().forEach(change -> files.put(change.after().path(), change.after()));
      diff.added().forEach(file -> assertThat(files.put(file.path(), file)).isNull());
      assertThat(files.values()).containsExactlyElementsOf(after.files());
      int touched = diff.added().size() + diff.moved().size() + diff.changed().size();
      assertThat(diff.unchanged()).isEqualTo(after.files().size() - touched);
    }
  }

  private static Manifest random(Random random) {
    TreeMap<String, FolderFile> files = new TreeMap<>();
    for (int count = random.nextInt(12); count > 0; count--) {
      String path = "f" + random.nextInt(15);
      files.put(path, new FolderFile(path, Digests.of("c" + random.nextInt(6)), 2));
    }
    return new Manifest(files.values().stream().toList());
  }
}
