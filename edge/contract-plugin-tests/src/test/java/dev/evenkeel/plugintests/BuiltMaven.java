package dev.evenkeel.plugintests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real Maven that knows nothing but the jars of this build and the libraries that it used.
final class BuiltMaven {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private static final Map<String, String> MODULES =
      Map.of(
          "evenkeel-base", "core/base",
          "evenkeel-contracts", "core/contracts",
          "evenkeel-records", "edge/records",
          "contract-maven-plugin", "edge/contract-maven-plugin");

  private final Path folder;
  private final Path command;

  private BuiltMaven(Path folder, Path command) {
    this.folder = folder;
    this.command = command;
  }

  /// With its repository and settings in a folder, whose project it builds.
  static BuiltMaven in(Path folder) throws IOException {
    BuiltMaven maven = new BuiltMaven(folder, command());
    maven.repository();
    return maven;
  }

  private static Path command() {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(place, "mvn");
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    assumeTrue(System.getenv("CI") != null, "left out: no mvn is on the PATH");
    throw new AssertionError("no mvn is on the PATH");
  }

  private void repository() throws IOException {
    Path home = folder.resolve("built/dev/evenkeel");
    copy(ROOT.resolve("pom.xml"), home.resolve("evenkeel/0.1.0/evenkeel-0.1.0.pom"));
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      String name = module.getKey() + "-0.1.0";
      Path place = home.resolve(module.getKey()).resolve("0.1.0");
      Path source = ROOT.resolve(module.getValue());
      copy(source.resolve("pom.xml"), place.resolve(name + ".pom"));
      copy(source.resolve("target").resolve(name + ".jar"), place.resolve(name + ".jar"));
    }
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <localRepository>%s</localRepository>
          <profiles><profile><id>here</id>
            <repositories>%2$s%3$s</repositories>
            <pluginRepositories>%4$s%5$s</pluginRepositories>
          </profile></profiles>
          <activeProfiles><activeProfile>here</activeProfile></activeProfiles>
        </settings>
        """
            .formatted(
                folder.resolve("local"),
                place("repository", "built", folder.resolve("built")),
                place("repository", "central", libraries()),
                place("pluginRepository", "built", folder.resolve("built")),
                place("pluginRepository", "central", libraries())));
  }

  /// Where this build has its libraries from; all that a copy needs is in it.
  private static Path libraries() {
    return Path.of(
        Objects.requireNonNullElse(
            System.getProperty("maven.repo.local"), System.getProperty("evenkeel.repository", "")));
  }

  private static String place(String element, String id, Path folder) {
    return """
    <%1$s><id>%2$s</id><url>%3$s</url>
      <releases><checksumPolicy>ignore</checksumPolicy></releases>
      <snapshots><enabled>false</enabled></snapshots></%1$s>
    """
        .formatted(element, id, folder.toUri());
  }

  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Files.copy(from, to);
  }

  /// What `verify` prints in the folder.
  ///
  /// @param environment beyond what the build has
  String verify(Map<String, String> environment) throws IOException, InterruptedException {
    Path log = folder.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                command.toString(),
                "-B",
                "-ntp",
                "-fae",
                "-T2",
                "-s",
                folder.resolve("settings.xml").toString(),
                "verify")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("MAVEN_OPTS");
    builder.environment().remove("MAVEN_ARGS");
    builder.environment().keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(log);
  }

  /// Messages by project.
  static Map<String, String> failures(String output) {
    Map<String, String> failures = new LinkedHashMap<>();
    Matcher matcher =
        Pattern.compile(
                "Failed to execute goal (.*?) on project ([\\w-]+): (.*?)(?=\n\\[ERROR] Failed to execute goal|\n\\[ERROR] \n|\\z)",
                Pattern.DOTALL)
            .matcher(output);
    while (matcher.find()) {
      failures.putIfAbsent(matcher.group(2), matcher.group(1) + " " + matcher.group(3));
    }
    return failures;
  }
}
