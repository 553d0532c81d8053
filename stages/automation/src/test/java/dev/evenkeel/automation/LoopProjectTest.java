package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopProjectTest {
  private static final Path EXAMPLE = Path.of("../../examples/home-sales");

  @TempDir Path folder;

  @BeforeEach
  void copyTheExample() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(LoopProjectTest::isText).toList()) {
        Path copy = folder.resolve(EXAMPLE.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void readsEveryFileOfTheExample() {
    LoopProject project = LoopProject.read(folder);

    assertThat(project.model()).isEqualTo("home-sales");
    assertThat(project.labelledDataset()).isEqualTo("listings-labelled");
    assertThat(project.measure()).isEqualTo(Measure.ACCURACY);
    assertThat(project.source()).isEqualTo(folder.resolve("data/house.csv.gz"));
    assertThat(project.pipeline().steps()).hasSize(7);
    assertThat(project.policy().pauseAfterRefusals()).isEqualTo(6);
  }

  @Test
  void anyChangedFileIsAnotherProject() {
    String before = LoopProject.read(folder).digest();

    replace("monitoring.yaml", "minRows: 200", "minRows: 201");
    String after = LoopProject.read(folder).digest();

    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void aMisspeltKeyNamesFileLinePathAndTheRightWord() {
    replace("policy.yaml", "cooldown:", "cooldwon:");

    Problem problem = refused();

    assertThat(problem.where()).startsWith("policy.yaml:").endsWith("/cooldwon");
    assertThat(problem.remedy()).isEqualTo("write `cooldown`");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve("monitoring.yaml"));

    assertThat(refused().what()).isEqualTo("file monitoring.yaml cannot be read");
    assertThat(refused().kind()).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void noFileOfTheProjectLiesOutsideOfIt() {
    replace("evenkeel.yaml", "policy: policy.yaml", "policy: ../policy.yaml");

    assertThat(refused().what()).isEqualTo("file `../policy.yaml` lies outside of the project");
  }

  @Test
  void theTargetIsNoFeature() {
    replace("evenkeel.yaml", "rooms: rooms", "rooms: price / 1000");

    assertThat(refused().what()).isEqualTo("a feature reads the target `price`");
  }

  @Test
  void timeAndTargetAreColumnsOfTheContract() {
    replace("evenkeel.yaml", "time: sdate", "time: date");

    assertThat(refused().what()).isEqualTo("column `date` is not in the contract");
    assertThat(refused().where()).isEqualTo("evenkeel.yaml, /dataset/time");
  }

  @Test
  void ourColumnsAreNotTheProjects() {
    replace("contracts/listings.odcs.yaml", "name: rooms", "name: label_time");
    replace("evenkeel.yaml", "rooms: rooms", "rooms: label_time");

    assertThat(refused().what()).isEqualTo("column `label_time` has a name of ours");
  }

  @Test
  void aFolderWithoutAProjectSaysHowToMakeOne() {
    Problem problem =
        catchThrowableOfType(
                ProblemException.class, () -> LoopProject.read(folder.resolve("nothing")))
            .problem();

    assertThat(problem.what()).isEqualTo("file evenkeel.yaml cannot be read");
    assertThat(problem.remedy()).contains("--init NAME");
  }

  private Problem refused() {
    return catchThrowableOfType(ProblemException.class, () -> LoopProject.read(folder)).problem();
  }

  private void replace(String name, String old, String text) {
    try {
      String before = Files.readString(folder.resolve(name));
      assertThat(before).contains(old);
      Files.writeString(folder.resolve(name), before.replace(old, text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isText(Path file) {
    return file.toString().endsWith(".yaml");
  }
}
