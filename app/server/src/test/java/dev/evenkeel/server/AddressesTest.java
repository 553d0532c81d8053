package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private final Addresses addresses =
      new Addresses(
          List.of(
              get("/"),
              get("/models/{model}"),
              get("/models/{model}/parts"),
              get("/models/all/{part}"),
              get("/v1/models/{name}/labels/{alias}"),
              get("/files/{path...}"),
              get("/files/{owner}/list")));

  private static Route get(String path) {
    return Route.get(path, path, _ -> Reply.text(path));
  }

  private String found(String path) {
    Addresses.Found found = addresses.find("GET", path);
    return found == null ? "nothing" : found.route().path() + " " + found.values();
  }

  @Test
  void segmentsAreMatchedAndVariablesDecoded() {
    assertThat(found("/")).isEqualTo("/ []");
    assertThat(found("/models/a")).isEqualTo("/models/{model} [a]");
    assertThat(found("/models/a%2Fb+c%20d")).isEqualTo("/models/{model} [a/b+c d]");
    assertThat(found("/m%6Fdels/x")).isEqualTo("/models/{model} [x]");
    assertThat(found("/v1/models/m/labels/b:predict"))
        .isEqualTo("/v1/models/{name}/labels/{alias} [m, b:predict]");
  }

  @Test
  void aLiteralWinsAndAVariableIsTriedAfterIt() {
    assertThat(found("/models/all/x")).isEqualTo("/models/all/{part} [x]");
    assertThat(found("/models/all/parts")).isEqualTo("/models/all/{part} [parts]");
    assertThat(found("/models/all")).isEqualTo("/models/{model} [all]");
    assertThat(found("/models/other/parts")).isEqualTo("/models/{model}/parts [other]");
  }

  @Test
  void theRestOfAPathIsTakenWhereNothingElseFits() {
    assertThat(found("/files/a/b%20c/d")).isEqualTo("/files/{path...} [a/b c/d]");
    assertThat(found("/files/a/list")).isEqualTo("/files/{owner}/list [a]");
    assertThat(found("/files/a/list/b")).isEqualTo("/files/{path...} [a/list/b]");
    assertThat(found("/files/..%2Fa")).isEqualTo("/files/{path...} [../a]");
    assertThat(found("/files/a/")).isEqualTo("/files/{path...} [a/]");
    assertThat(found("/files")).isEqualTo("nothing");
  }

  @Test
  void whatIsNotThereIsNothing() {
    for (String path :
        List.of(
            "",
            "models/a",
            "/models",
            "/models/",
            "/models//",
            "//",
            "/models/a/",
            "/models/%",
            "/models/%zz",
            "/models/a/parts/b",
            "/nowhere")) {
      assertThat(found(path)).as(path).isEqualTo("nothing");
    }
    assertThat(addresses.find("POST", "/models/a")).isNull();
  }
}
