package dev.evenkeel.plugintests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// For each class of change a copy of the example, all built by one real Maven that knows nothing
/// but the jars of this build and the libraries that it used.
class BreakingChangesTest {
  @TempDir private Path folder;

  private static final String COMPILE = "maven-compiler-plugin";
  private static final String CHECK = "contract-maven-plugin";

  /// A change of the contract, and how its build must fail.
  ///
  /// @param from a part of the contract
  /// @param goal whose plugin fails; empty when the build passes
  /// @param says a part of the message
  private record Case(
      String name, String version, String from, String to, String goal, String says) {}

  private static final List<Case> CASES =
      List.of(
          new Case("unchanged", "1.0.0", "", "", "", ""),
          new Case(
              "optional-added",
              "1.1.0",
              "      - name: email\n",
              "      - {name: note, logicalType: string}\n      - name: email\n",
              "",
              ""),
          new Case("words-changed", "1.0.1", "One article of one sale.", "One article.", "", ""),
          new Case("used-removed", "2.0.0", column("price"), "", COMPILE, "cannot find symbol"),
          new Case("unused-removed", "2.0.0", column("email"), "", CHECK, "property-removed"),
          new Case("renamed", "2.0.0", "name: sold_at", "name: at", COMPILE, "cannot find symbol"),
          new Case(
              "widened",
              "2.0.0",
              "format: i32, minimum: 1",
              "format: i64, minimum: 1",
              COMPILE,
              "possible lossy conversion from long to int"),
          new Case(
              "narrowed",
              "2.0.0",
              "format: i32, minimum: 1",
              "format: i16, minimum: 1",
              CHECK,
              "which breaks existing data"),
          new Case(
              "type-changed",
              "2.0.0",
              "logicalType: number\n        physicalType: DECIMAL(9,2)",
              "logicalType: string",
              COMPILE,
              "cannot find symbol"),
          new Case(
              "required-to-optional",
              "2.0.0",
              "        required: true\n        logicalTypeOptions: {timezone: true}",
              "        logicalTypeOptions: {timezone: true}",
              CHECK,
              "required-to-optional"),
          new Case(
              "optional-to-required",
              "2.0.0",
              "        classification: restricted\n",
              "        classification: restricted\n        required: true\n",
              CHECK,
              "optional-to-required"),
          new Case(
              "required-added",
              "2.0.0",
              "      - name: email\n",
              "      - {name: note, logicalType: string, required: true}\n      - name: email\n",
              CHECK,
              "which breaks existing data"),
          new Case(
              "enum-value-added",
              "2.0.0",
              "          - {value: shop}\n",
              "          - {value: shop}\n          - {value: phone}\n",
              COMPILE,
              "does not cover all possible input values"),
          new Case(
              "enum-value-removed",
              "2.0.0",
              "          - {value: shop}\n",
              "",
              COMPILE,
              "variable SHOP"),
          new Case(
              "bound-tightened",
              "2.0.0",
              "format: i32, minimum: 1",
              "format: i32, minimum: 2",
              CHECK,
              "rule-tightened"),
          new Case(
              "length-tightened",
              "2.0.0",
              "maxLength: 320",
              "maxLength: 64",
              CHECK,
              "rule-tightened"),
          new Case(
              "unique-added",
              "2.0.0",
              "        description: Counts over all shops.\n",
              "        unique: true\n        description: Counts over all shops.\n",
              CHECK,
              "which breaks existing data"),
          new Case(
              "zone-dropped",
              "2.0.0",
              "timezone: true",
              "timezone: false",
              COMPILE,
              "incompatible types"),
          new Case(
              "version-not-risen",
              "1.0.1",
              "      - name: email\n",
              "      - {name: note, logicalType: string}\n      - name: email\n",
              CHECK,
              "must rise by a minor step above 1.0.0"),
          new Case(
              "changed-under-its-number",
              "1.0.0",
              "One article of one sale.",
              "Another meaning.",
              CHECK,
              "sales@1.0.0 is locked and says something else now"));

  /// A column of the contract, as a pattern.
  private static String column(String name) {
    return "(?s)regex:      - name: %s\n.*?(?=      - name|\\z)".formatted(name);
  }

  @Test
  void failCompilationOrVerificationAndTheOthersPass() throws Exception {
    BuiltMaven maven = BuiltMaven.in(folder);
    for (Case each : CASES) {
      project(each);
    }
    derived();
    aggregate();

    String output = maven.verify(Map.of());

    Map<String, String> failures = BuiltMaven.failures(output);
    for (Case each : CASES) {
      if (each.goal().isEmpty()) {
        assertThat(failures).as(each.name() + "\n" + output).doesNotContainKey(each.name());
      } else {
        assertThat(failures.get(each.name()))
            .as(each.name() + "\n" + output)
            .isNotNull()
            .contains(each.goal())
            .contains(each.says());
      }
    }
    assertThat(
            folder.resolve("unchanged/target/surefire-reports/com.example.sales.RevenueTest.txt"))
        .content()
        .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
    assertThat(failures.get("derived"))
        .as("derived\n" + output)
        .isNotNull()
        .contains(CHECK)
        .contains("sales, sale_lines.price: `price` is gone");
    assertThat(folder.resolve("unused-removed/target/contract-reports/TEST-contracts.xml"))
        .content()
        .contains("failures=\"1\"");
  }

  private void project(Case each) throws IOException {
    Path example = BuiltMaven.ROOT.resolve("examples/typed-sales");
    Path project = folder.resolve(each.name());
    try (Stream<Path> walk = Files.walk(example)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path path = example.relativize(file);
        if (!path.startsWith("target")) {
          BuiltMaven.copy(file, project.resolve(path));
        }
      }
    }
    Path pom = project.resolve("pom.xml");
    String skip = each.name().equals("unchanged") ? "" : "<skipTests>true</skipTests>";
    Files.writeString(
        pom,
        Files.readString(pom)
            .replace("<artifactId>typed-sales<", "<artifactId>" + each.name() + "<")
            .replace("<properties>", "<properties>" + skip));
    Path contract = project.resolve("src/main/contracts/sales.odcs.yaml");
    String before = Files.readString(contract);
    String after = changed(each, before);
    assertThat(each.from().isEmpty() || !after.equals(before)).as(each.name()).isTrue();
    Files.writeString(contract, after.replace("\nversion: 1.0.0", "\nversion: " + each.version()));
  }

  private static String changed(Case each, String contract) {
    String marker = "(?s)regex:";
    return each.from().startsWith(marker)
        ? contract.replaceFirst("(?s)" + each.from().substring(marker.length()), each.to())
        : contract.replace(each.from(), each.to());
  }

  /// A project that writes no contract: it has a record, and what was released before.
  private void derived() throws IOException {
    Path example = BuiltMaven.ROOT.resolve("examples/typed-sales");
    Path project = folder.resolve("derived");
    BuiltMaven.copy(
        example.resolve("released/sales-1.0.0.odcs.yaml"),
        project.resolve("released/sales-1.0.0.odcs.yaml"));
    Files.writeString(
        project.resolve("pom.xml"),
        Files.readString(example.resolve("pom.xml"))
            .replace("<artifactId>typed-sales<", "<artifactId>derived<")
            .replace("<goal>generate</goal>", "<goal>derive</goal>")
            .replace(
                "<packageName>com.example.sales.data</packageName>",
                "<contracts>${project.build.directory}/contracts</contracts>"));
    Path source = project.resolve("src/main/java/com/example/Line.java");
    Files.createDirectories(Objects.requireNonNull(source.getParent()));
    Files.writeString(
        source,
        """
        package com.example;
        import dev.evenkeel.records.*;
        @ContractObject(contract = "sales", version = "2.0.0", name = "sale_lines")
        public record Line(@ContractProperty(name = "sale_id") long id, int quantity) {}
        """);
  }

  private void aggregate() throws IOException {
    StringBuilder modules = new StringBuilder("<module>derived</module>");
    CASES.forEach(each -> modules.append("<module>%s</module>".formatted(each.name())));
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>
          <artifactId>all</artifactId><version>1</version><packaging>pom</packaging>
          <modules>%s</modules></project>
        """
            .formatted(modules));
  }
}
