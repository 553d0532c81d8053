package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A contract as a page, at the terminal.
class ContractDocsCommandTest {
  private static final Path CONTRACT = Cli.EXAMPLE.resolve("contracts/listings.odcs.yaml");

  @TempDir Path folder;

  @Test
  void writesThePageOnceAndOverNothing() throws IOException {
    Path page = folder.resolve("listings.html");

    Cli.Seen seen = Cli.run("contract", "docs", CONTRACT, "-o", page);

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(page).content().startsWith("<!doctype html>").contains("listings", "square feet");
    Files.writeString(page, "mine");
    assertThat(Cli.run("contract", "docs", CONTRACT, "-o", page).exitCode()).isEqualTo(5);
    assertThat(page).hasContent("mine");
    assertThat(Cli.run("contract", "docs", CONTRACT, "-o", page, "--force").exitCode()).isZero();
    assertThat(Cli.run("contract", "docs", CONTRACT).out()).isEqualTo(Files.readString(page));
  }

  @Test
  void saysWhatIsWrongWithAContract() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "kind: DataContract\n");

    assertThat(Cli.run("contract", "docs", bad).exitCode()).isEqualTo(2);
    assertThat(Cli.run("contract", "docs", folder.resolve("none.yaml")).exitCode()).isEqualTo(4);
  }
}
