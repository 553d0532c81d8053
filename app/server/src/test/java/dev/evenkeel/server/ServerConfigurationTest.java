package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigurationTest {
  @TempDir Path home;

  private void file(String yaml) throws IOException {
    Files.writeString(home.resolve(ServerConfiguration.FILE), yaml);
  }

  private Problem problem(Map<String, String> environment) {
    return catchThrowableOfType(
            ProblemException.class, () -> ServerConfiguration.read(home, environment))
        .problem();
  }

  @Test
  void nothingSetIsSqliteOnPort8080() {
    assertThat(ServerConfiguration.read(home, Map.of("PATH", "/bin")))
        .isEqualTo(new ServerConfiguration(home, 8080, "", "", ""));
  }

  @Test
  void theFlagWinsOverTheEnvironmentWhichWinsOverTheFile() throws Exception {
    file("port: 1\ndatabase:\n  url: jdbc:postgresql://file/x\n  user: me\n  password: p\n");

    ServerConfiguration read =
        ServerConfiguration.read(
            home, Map.of("EVENKEEL_PORT", "2", "EVENKEEL_DATABASE_URL", "jdbc:postgresql://env/x"));

    assertThat(read)
        .isEqualTo(new ServerConfiguration(home, 2, "jdbc:postgresql://env/x", "me", "p"));
    assertThat(read.withPort(3).port()).isEqualTo(3);
  }

  @Test
  void anUnknownKeyStopsTheStartAndNamesTheNearest() throws Exception {
    file("prot: 8080\n");
    assertThat(problem(Map.of()).toString()).contains("prot").contains("port");

    file("database:\n  ulr: x\n");
    assertThat(problem(Map.of()).toString()).contains("ulr").contains("url");
  }

  @Test
  void anUnknownVariableStopsTheStartAndNamesTheNearest() {
    Problem problem = problem(Map.of("EVENKEEL_PROT", "8080"));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.what()).contains("EVENKEEL_PROT");
    assertThat(problem.remedy()).isEqualTo("did you mean `EVENKEEL_PORT`?");
  }

  @Test
  void aPortThatCannotBeIsRefusedWhereverItIsSet() throws Exception {
    assertThat(problem(Map.of("EVENKEEL_PORT", "http")).what()).contains("http");
    assertThat(problem(Map.of("EVENKEEL_PORT", "65536")).what()).contains("65536");
    file("port: -1\n");
    assertThat(problem(Map.of()).kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    file("port: many\n");
    assertThat(problem(Map.of()).toString()).contains("many");
  }
}
