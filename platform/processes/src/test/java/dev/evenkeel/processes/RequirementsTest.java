package dev.evenkeel.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
  @Test
  void oneListHasOneFormHoweverItWasWritten() {
    Requirements one =
        Requirements.parse(
            "Scikit_Learn==1.9.1\r\n# a comment\n\nnumpy # why\n", "3.11.7", "r.txt");
    Requirements other = Requirements.parse("numpy\nscikit-learn==1.9.1", "3.11.7", "r.txt");

    assertThat(one).isEqualTo(other);
    assertThat(one.packages()).containsExactly("numpy", "scikit-learn==1.9.1");
    assertThat(one.key("3.11.7")).isEqualTo(other.key("3.11.7")).isNotEqualTo(one.key("3.12.1"));
  }

  @Test
  void extrasMarkersAndAddressesArePackages() {
    Requirements read =
        Requirements.parse(
            """
            uvicorn[standard]>=0.30,<1
            tomli; python_version < "3.11"
            mine @ https://example.org/mine-1.0.whl
            """,
            "",
            "r.txt");

    assertThat(read.packages())
        .containsExactly(
            "mine@ https://example.org/mine-1.0.whl",
            "tomli; python_version < \"3.11\"",
            "uvicorn[standard]>=0.30,<1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-r /etc/passwd",
        "--index-url https://example.org",
        "-e .",
        "./local",
        "/etc/passwd",
        "file:///etc/passwd",
        "a @ file:///etc/passwd",
        "numpy==1 --config-settings=x",
        "a\\",
        "a b"
      })
  void whatWouldReadThisMachineIsRefused(String line) {
    assertThatThrownBy(() -> Requirements.parse(line, "", "requirements.txt"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
              assertThat(e.problem().where()).isEqualTo("requirements.txt:1");
            });
  }

  @Test
  void aListWithoutEndIsRefused() {
    assertThatThrownBy(() -> Requirements.parse("a\n".repeat(501), "", "r"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aPackageIsAddedOnceAndTakenAway() {
    Requirements read = Requirements.parse("mlflow==3.17.2\npandas==3.1.1", "", "r");

    assertThat(read.without("mlflow").with("pandas").with("skl2onnx>=1.17").packages())
        .containsExactly("pandas==3.1.1", "skl2onnx>=1.17");
  }

  @Test
  void aVersionOfPythonThatIsNoneIsNobodysWord() {
    assertThat(new Requirements("3.11.7; rm -rf /", java.util.List.of()).python()).isEmpty();
  }
}
