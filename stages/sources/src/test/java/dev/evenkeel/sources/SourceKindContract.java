package dev.evenkeel.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Egress;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every kind of source keeps to. A test of one says how to make a place with rows in it.
public abstract class SourceKindContract {
  protected static final long BYTES_MAX = 64L << 20;

  /// A folder of the test's own.
  @TempDir protected Path folder;

  private int fetches;

  /// The kind under test.
  protected abstract SourceKind kind();

  /// Puts the first rows there: `id,name` of 1 ant and 2 bee.
  protected abstract SourceRequest first() throws Exception;

  /// Adds row 3, cat, after [#first]; only places that can tell new rows from known ones.
  protected abstract void more() throws Exception;

  /// An address of this kind at which nothing is.
  protected abstract SourceRequest nothing();

  /// What the place needs besides.
  protected Surroundings surroundings(Path into, long bytesMax) {
    return new Surroundings(
        into, bytesMax, new Egress(List.of("127.0.0.0/8")), Map.of(), Map.of(), List.of());
  }

  @BeforeEach
  void start() {
    fetches = 0;
  }

  protected Fetched fetch(SourceRequest request) throws IOException {
    Path into = Files.createDirectory(folder.resolve("fetch-" + fetches++));
    return kind().fetch(request, surroundings(into, BYTES_MAX));
  }

  protected List<String> rows(Fetched fetched) {
    List<String> rows = new ArrayList<>();
    try (DuckDb duck = new DuckDb(folder)) {
      for (TableFile file : fetched.files()) {
        rows.addAll(
            duck.query(
                "select id || ' ' || name from " + TextFiles.relation(file.path()),
                read -> {
                  List<String> some = new ArrayList<>();
                  while (read.next()) {
                    some.add(read.getString(1));
                  }
                  return some;
                }));
      }
    }
    return rows;
  }

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(SourceKind.class).stream().map(ServiceLoader.Provider::type))
        .contains(kind().getClass());
    assertThat(kind().schemes()).isNotEmpty().allMatch(scheme -> scheme.matches("[a-z0-9]+"));
  }

  @Test
  void fetchesAllRows() throws Exception {
    assertThat(rows(fetch(first()))).containsExactly("1 ant", "2 bee");
  }

  @Test
  void fetchesOnlyWhatIsNewSinceTheLastTime() throws Exception {
    SourceRequest request = first();
    Fetched one = fetch(request);
    assertThat(rows(one)).containsExactly("1 ant", "2 bee");
    assertThat(one.watermark()).isNotEmpty();
    Fetched same = fetch(request.after(one.watermark()));
    assertThat(same.files()).isEmpty();
    assertThat(same.watermark()).isEqualTo(one.watermark());
    more();
    Fetched two = fetch(request.after(same.watermark()));
    assertThat(rows(two)).contains("3 cat");
    assertThat(two.watermark()).isNotEqualTo(one.watermark());
  }

  @Test
  void saysWhatIsWrongWhereNothingIs() {
    assertThatThrownBy(() -> fetch(nothing())).isInstanceOf(ProblemException.class);
  }

  @Test
  void stopsAtTheLimitOfBytes() throws Exception {
    SourceRequest request = first();
    Path into = Files.createDirectory(folder.resolve("small"));
    assertThatThrownBy(() -> kind().fetch(request, surroundings(into, 3)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void takesAnyTextAsAnAddressWithoutBreaking() throws Exception {
    String scheme = kind().schemes().stream().sorted().findFirst().orElseThrow();
    for (String rest :
        List.of("", "//", "///", "//x", "//../..", "//%", "// ", "//[", "//\u0000", "//'\";--")) {
      SourceRequest request = new SourceRequest(scheme + ":" + rest, "select 1", "", "");
      assertThatCode(
              () -> {
                try {
                  var _ = fetch(request);
                } catch (ProblemException e) {
                  // That is how it should be said.
                }
              })
          .doesNotThrowAnyException();
    }
  }
}
