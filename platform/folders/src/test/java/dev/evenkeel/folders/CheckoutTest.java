package dev.evenkeel.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Versions laid out in a folder.
class CheckoutTest {
  @TempDir Path folder;

  private Path target;
  private ContentCache cache;

  @BeforeEach
  void prepare() {
    target = folder.resolve("target");
    cache = new ContentCache(folder.resolve("cache"));
  }

  private WorkingCopy version(String name, Map<String, String> contents) {
    List<FolderFile> files = new ArrayList<>();
    contents.forEach((path, content) -> {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      cache.put(Digests.of(bytes), new ByteArrayInputStream(bytes));
      files.add(new FolderFile(path, Digests.of(bytes), bytes.length));
    });
    return new WorkingCopy(name, new Manifest(files));
  }

  private Checkout.Result lay(WorkingCopy version) {
    return new Checkout(target, cache, false).lay(version);
  }

  private Map<String, String> there() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (FolderFile file :
        FolderScan.of(target, FolderIndex.empty(), FolderScan.Listener.NONE).manifest().files()) {
      found.put(file.path(), Files.readString(target.resolve(file.path())));
    }
    return found;
  }

  @Test
  void goesFromOneVersionToAnotherAndBack() throws IOException {
    Map<String, String> one = Map.of("a", "1", "cats/b", "2", "cats/c", "3");
    Map<String, String> two = Map.of("a", "changed", "dogs/b", "2", "cats/new", "4");
    assertThat(lay(version("photos@1", one))).isEqualTo(new Checkout.Result(3, 0, 0));
    assertThat(there()).isEqualTo(new TreeMap<>(one));
    lay(version("photos@2", two));
    assertThat(there()).isEqualTo(new TreeMap<>(two));
    assertThat(WorkingCopy.of(target).orElseThrow().version()).isEqualTo("photos@2");
    lay(version("photos@1", one));
    assertThat(there()).isEqualTo(new TreeMap<>(one));
    assertThat(target.resolve("dogs")).doesNotExist();
  }

  @Test
  void linksToTheCacheSoThatAVersionTakesNoSpaceOfItsOwn() throws IOException {
    lay(version("photos@1", Map.of("a", "1", "b", "1")));
    assertThat(Files.isSameFile(target.resolve("a"), target.resolve("b"))).isTrue();
    assertThat(Files.getPosixFilePermissions(target.resolve("a")))
        .doesNotContain(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE);
  }

  @Test
  void copiesMayBeEdited() throws IOException {
    new Checkout(target, cache, true).lay(version("photos@1", Map.of("a", "1", "b", "1")));
    Files.writeString(target.resolve("a"), "edited");
    assertThat(target.resolve("b")).hasContent("1");
    assertThat(cache.has(new FolderFile("b", Digests.of("1"), 1))).isTrue();
  }

  @Test
  void neverOverwritesWhatSomebodyChangedOrAdded() throws IOException {
    lay(version("photos@1", Map.of("a", "1")));
    Files.delete(target.resolve("a"));
    Files.writeString(target.resolve("a"), "mine");
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> lay(version("photos@2", Map.of("a", "2"))));
    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refused.problem().what()).contains("`a` would be lost");
    assertThat(target.resolve("a")).hasContent("mine");
    Files.writeString(target.resolve("a"), "2");
    Files.writeString(target.resolve("own"), "mine");
    assertThatThrownBy(() -> lay(version("photos@2", Map.of("a", "2"))))
        .hasMessageContaining("own");
  }

  @Test
  void finishesACheckoutThatWasCutOff() throws IOException {
    WorkingCopy one = version("photos@1", Map.of("a", "1", "b", "2"));
    WorkingCopy two = version("photos@2", Map.of("a", "3", "c", "4"));
    lay(one);
    // As if killed after the first file of the second version.
    Files.delete(target.resolve("a"));
    Files.createLink(target.resolve("a"), cache.path(Digests.of("3")));
    lay(two);
    assertThat(there()).isEqualTo(new TreeMap<>(Map.of("a", "3", "c", "4")));
  }

  @Test
  void asksOnlyForContentsThatTheCacheLacks() {
    Manifest wanted =
        new Manifest(
            List.of(
                new FolderFile("a", Digests.of("1"), 1),
                new FolderFile("b", Digests.of("new"), 3),
                new FolderFile("c", Digests.of("new"), 3)));
    version("photos@1", Map.of("a", "1"));
    assertThat(Checkout.missing(wanted, cache))
        .containsExactly(new FolderFile("b", Digests.of("new"), 3));
  }

  @Test
  void aContentThatIsNotWhatItClaimsIsNotKept() {
    assertThatThrownBy(() -> cache.put(Digests.of("1"), new ByteArrayInputStream(new byte[] {50})))
        .isInstanceOf(ProblemException.class);
    assertThat(cache.has(new FolderFile("a", Digests.of("2"), 1))).isFalse();
  }

  @Test
  void writesThroughNoLinkThatLeadsOut() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createDirectories(target);
    Files.createSymbolicLink(target.resolve("cats"), outside);
    assertThatThrownBy(() -> lay(version("photos@1", Map.of("cats/a", "1"))))
        .hasMessageContaining("is a link");
    assertThat(outside).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../a",
        "a/../b",
        "a//b",
        "./a",
        "a/",
        "a\\b",
        ".evenkeel/index",
        "a\u0000"
      })
  void aPathThatCouldLeadOutIsNoPath(String path) {
    assertThatThrownBy(() -> new FolderFile(path, Digests.of("1"), 1))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aPathCannotBeAFileAndAFolder() {
    FolderFile file = new FolderFile("a", Digests.of("1"), 1);
    assertThatThrownBy(() -> new Manifest(List.of(file, new FolderFile("a/b", Digests.of("1"), 1))))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> new Manifest(List.of(file, file)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void contentsTravelInABundle() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(bytes)) {
      writer.add(
          Digests.of("one"), 3, new ByteArrayInputStream("one".getBytes(StandardCharsets.UTF_8)));
      writer.add(Digests.of(""), 0, new ByteArrayInputStream(new byte[0]));
    }
    Map<String, String> read = new TreeMap<>();
    Bundle.read(
        new ByteArrayInputStream(bytes.toByteArray()),
        (digest, size, content) ->
            read.put(
                digest, size + ":" + new String(content.readAllBytes(), StandardCharsets.UTF_8)));
    assertThat(read)
        .containsOnly(Map.entry(Digests.of("one"), "3:one"), Map.entry(Digests.of(""), "0:"));
  }

  @Test
  void aTornBundleIsRefused() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(bytes)) {
      writer.add(
          Digests.of("x".repeat(5_000)),
          5_000,
          new ByteArrayInputStream("x".repeat(5_000).getBytes(StandardCharsets.UTF_8)));
    }
    byte[] torn = java.util.Arrays.copyOf(bytes.toByteArray(), 2_000);
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                Bundle.read(
                    new ByteArrayInputStream(torn), (_, _, content) -> content.readAllBytes()));
    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.MALFORMED);
  }
}
