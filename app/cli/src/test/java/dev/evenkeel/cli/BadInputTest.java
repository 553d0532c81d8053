package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is wrong is said in words, with a place and what to do, and by an exit code.
class BadInputTest {
  private static final Path HOUSES = Cli.EXAMPLE.resolve("data/house.csv.gz");

  @TempDir Path folder;

  @Test
  void aFileThatIsMissing() {
    assertRefused(
        replay(folder.resolve("sales.csv"), "sdate", "price"), 4, "sales.csv does not exist");
  }

  @Test
  void aFileNeedsATimeAndATarget() {
    assertRefused(Cli.run("replay", HOUSES), 2, "a file needs --time and --target");
  }

  @Test
  void aColumnThatTheHeaderDoesNotHave() {
    assertRefused(replay(HOUSES, "sdat", "price"), 2, "column `sdat` is missing", "`sdate`?");
    assertRefused(replay(HOUSES, "sdate", "prise"), 2, "column `prise` is missing", "`price`?");
  }

  @Test
  void timesThatDoNotParse() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "at,x,y\n" + "some day,1,2\n".repeat(300));

    assertRefused(
        replay(file, "at", "y"), 2, "the times of column `at` cannot be read", "--time-format");
  }

  @Test
  void tooLittleHistory() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "at,x,y\n" + "2024-05-05,1,2\n".repeat(300));

    assertRefused(
        replay(file, "at", "y"), 2, "the history is too short to replay", "more than 12 months");
  }

  @Test
  void oneClassOnlyAndAConstantTarget() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(
        file,
        "at,x,class,number\n"
            + "2023-01-05,1,yes,1.5\n2023-02-05,2,yes,1.5\n".repeat(300)
            + "2024-05-05,1,no,2\n".repeat(300));

    assertRefused(replay(file, "at", "class"), 2, "has one class in the first year: yes");
    assertRefused(replay(file, "at", "number"), 2, "is always 1.5 in the first year");
  }

  @Test
  void aFileThatIsNoTable() throws IOException {
    Path csv = Files.write(folder.resolve("a.csv"), new byte[] {0, 1, 2, (byte) 0xff, 10, 0, 7});
    Path parquet = Files.writeString(folder.resolve("a.parquet"), "at,x\n1,2\n");

    assertThat(replay(csv, "at", "x").exitCode()).isEqualTo(2);
    assertRefused(replay(parquet, "at", "x"), 2, "file cannot be read as Parquet");
  }

  @Test
  void aProjectWithAMisspeltKey() throws IOException {
    Path project = copyOfTheExample();
    Path policy = project.resolve("policy.yaml");
    Files.writeString(policy, Files.readString(policy).replace("triggers:", "trigers:"));

    assertRefused(
        Cli.run("replay", project, "--exit"),
        2,
        "key `trigers` is unknown",
        "policy.yaml:2",
        "write `triggers`");
  }

  @Test
  void aProjectWhoseDataHasAnotherHeader() throws IOException {
    Path project = copyOfTheExample();
    Path data = project.resolve("data/house.csv.gz");
    Files.createDirectories(data.getParent());
    Files.write(data, gzip("sdate,price\n930101,1\n"));

    Cli.Seen seen = Cli.run("replay", project, "--port", 0, "--exit");

    assertThat(seen.exitCode()).isEqualTo(2);
  }

  @Test
  void aUsedPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          Cli.run("server", "--home", folder, "--port", taken.getLocalPort()),
          6,
          "port %d is used by another program".formatted(taken.getLocalPort()),
          "--port N");
    }
  }

  @Test
  void aHomeThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertRefused(
        Cli.run("server", "--home", file.resolve("home"), "--port", 0),
        6,
        "the home folder cannot be written",
        "--home DIR");
  }

  @Test
  void aHomeThatAnotherProcessUses() {
    try (Evenkeel evenkeel =
        Evenkeel.start(ServerConfiguration.read(folder, Map.of()).withPort(0), Clock.system())) {
      assertThat(evenkeel.address().getPort()).isPositive();
      assertRefused(
          Cli.run("server", "--home", folder, "--port", 0), 5, "another Evenkeel uses this home");
    }
  }

  @Test
  void aModelFileThatIsNone() throws IOException {
    Path model = Files.writeString(folder.resolve("model.json"), "{\"learner\": {}}");

    assertRefused(
        Cli.run(
            "replay", HOUSES, "--time", "sdate", "--target", "price", "--model", model, "--exit"),
        2,
        "not a model that can be served");
    Path empty = Files.createFile(folder.resolve("empty.json"));
    assertRefused(
        Cli.run(
            "replay", HOUSES, "--time", "sdate", "--target", "price", "--model", empty, "--exit"),
        2,
        "empty.json");
    assertRefused(
        Cli.run("replay", Cli.EXAMPLE, "--model", folder.resolve("none.json")),
        4,
        "the model's file cannot be read");
  }

  @Test
  void optionsThatMakeNoSense() {
    assertRefused(Cli.run("replay", Cli.EXAMPLE, "--months", 0), 2, "--months must be at least 1");
    assertRefused(
        Cli.run("replay", Cli.EXAMPLE, "--target", "price"), 2, "home-sales is a project");
    assertRefused(
        Cli.run("replay", HOUSES, "--time", "sdate", "--target", "price", "--label-delay", "soon"),
        2,
        "--label-delay `soon` cannot be used");
    assertRefused(
        Cli.run("replay", HOUSES, "--time", "sdate", "--target", "price", "--init", folder),
        5,
        "exists already");
    assertRefused(Cli.run("replay", Cli.EXAMPLE, "--sed", 1), 2, "Unknown options: '--sed'");
    assertRefused(Cli.run("demoo"), 2, "Unmatched argument", "Did you mean");
  }

  @Test
  void helpListsTheCommands() {
    Cli.Seen seen = Cli.run("--help");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).contains("demo", "replay", "server");
  }

  private Cli.Seen replay(Path file, String time, String target) {
    return Cli.run(
        "replay",
        file,
        "--time",
        time,
        "--target",
        target,
        "--home",
        folder.resolve("home"),
        "--port",
        0,
        "--exit");
  }

  private static void assertRefused(Cli.Seen seen, int exitCode, String... words) {
    assertThat(seen.exitCode()).as(seen.err()).isEqualTo(exitCode);
    assertThat(seen.err()).startsWith("evenkeel: ").contains(words).doesNotContain("\tat ");
  }

  private Path copyOfTheExample() throws IOException {
    Path copy = folder.resolve("project");
    for (String name :
        new String[] {
          "evenkeel.yaml",
          "policy.yaml",
          "monitoring.yaml",
          "pipelines/train.yaml",
          "contracts/listings.odcs.yaml"
        }) {
      Files.createDirectories(copy.resolve(name).getParent());
      Files.copy(Cli.EXAMPLE.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private static byte[] gzip(String text) throws IOException {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    try (java.util.zip.GZIPOutputStream gzip = new java.util.zip.GZIPOutputStream(out)) {
      gzip.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
