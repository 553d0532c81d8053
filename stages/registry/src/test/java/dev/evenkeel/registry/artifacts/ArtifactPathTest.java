package dev.evenkeel.registry.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactPathTest {
  @Test
  void takesWhatPeopleCallTheirFiles() {
    for (String path :
        List.of(
            "MLmodel",
            "model/data/model.pkl",
            "a b/ü 図.png",
            "...",
            "a..b",
            ".hidden",
            "100%",
            "50%_done/5%zz",
            "a;b",
            "what?.txt",
            "c#.txt",
            "~root",
            "-rf")) {
      assertThat(ArtifactPath.file(path).text()).as(path).isEqualTo(path);
    }
    assertThat(ArtifactPath.file("a%20b/%C3%BC").text()).isEqualTo("a b/ü");
    assertThat(ArtifactPath.folder("").isRoot()).isTrue();
    assertThat(ArtifactPath.folder("model/")).isEqualTo(new ArtifactPath("model"));
  }

  @Test
  void refusesEveryWayOutThatIsKnown() {
    for (String path :
        List.of(
            // 1, 3
            "../../etc/passwd",
            "a/../../b",
            "..",
            ".",
            "a/./b",
            "/etc/passwd",
            "//etc/passwd",
            "a//b",
            "..\\..\\windows",
            "a\\b",
            "C:\\windows",
            "C:/windows",
            "\\\\host\\share",
            // 4, 5
            "%2E%2E%2Fetc",
            "%2e%2e/etc",
            "%252e%252e%252fetc",
            "%25252e%25252e%25252fetc",
            "%2fetc",
            "a%2f%2fb",
            "a%5cb",
            "a%255cb",
            "c%3a/x",
            // 6
            "%2%0952e%2%0952e/x",
            "a%00.jpg",
            "a\u0000.jpg",
            "a%0ab",
            "a\tb",
            "%c0%ae%c0%ae/etc",
            "%ff",
            // 9
            ";..%2F..%2Fetc",
            "a/..;/b",
            "a/;../b",
            "?/../etc",
            "x?/../etc",
            "a#/../b",
            "#..",
            // 14
            "a\u202egpj.exe",
            "a\u200bb",
            "a\u2028b",
            "a\ud800b")) {
      assertThat(Problems.of(() -> ArtifactPath.file(path)).kind())
          .as(path)
          .isEqualTo(Problem.Kind.INPUT);
      assertThat(Problems.of(() -> ArtifactPath.folder(path)).kind())
          .as(path)
          .isEqualTo(Problem.Kind.INPUT);
    }
    assertThat(Problems.of(() -> ArtifactPath.file("")).kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(Problems.of(() -> ArtifactPath.folder("/")).kind()).isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void boundsLengthAndDepthAndHowOftenItIsEncoded() {
    for (String path :
        List.of(
            "a".repeat(1_001),
            "a".repeat(10_000_000),
            "a/".repeat(70) + "a",
            "%" + "25".repeat(20) + "41")) {
      Problem refused = Problems.of(() -> ArtifactPath.file(path));

      assertThat(refused.kind()).isEqualTo(Problem.Kind.INPUT);
      assertThat(refused.what()).hasSizeLessThan(300);
    }
    assertThat(ArtifactPath.file("a".repeat(1_000)).text()).hasSize(1_000);
  }

  @Test
  void knowsTheFoldersAroundIt() {
    assertThat(new ArtifactPath("a/b/c").folders()).containsExactly("", "a", "a/b");
    assertThat(ArtifactPath.ROOT.folders()).isEmpty();
    assertThat(new ArtifactPath("a").resolve(new ArtifactPath("b/c")).text()).isEqualTo("a/b/c");
    assertThat(ArtifactPath.ROOT.resolve(new ArtifactPath("b")).name()).isEqualTo("b");
  }

  @Test
  void anAddressNamesAnOwnerAndNothingElse() {
    String model = "m-" + "0a".repeat(16);

    assertThat(ArtifactAddress.parse("3/abc/artifacts/model/MLmodel"))
        .isEqualTo(
            new ArtifactAddress(
                3, ArtifactOwner.Kind.RUN, "abc", new ArtifactPath("model/MLmodel")));
    assertThat(ArtifactAddress.parse("0/models/" + model + "/artifacts/"))
        .isEqualTo(new ArtifactAddress(0, ArtifactOwner.Kind.MODEL, model, ArtifactPath.ROOT));
    for (String nobodys :
        List.of(
            "",
            "/",
            "3",
            "3/abc",
            "3/abc/artifact",
            "x/abc/artifacts",
            "3/a.b/artifacts",
            "3/abc/../def/artifacts",
            "3/abc/artifacts/..%2f..%2fdef/artifacts")) {
      assertThat(Problems.of(() -> ArtifactAddress.parse(nobodys)).kind())
          .as(nobodys)
          .isEqualTo(Problem.Kind.INPUT);
    }
  }
}
