package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path folder;

  @Test
  void opensWhatItSealedAfterARestartToo() {
    Path file = folder.resolve("secrets.key");

    String sealed = SecretBox.inFile(file).seal("webhook/1", "whsec_Zürich");

    assertThat(SecretBox.inFile(file).open("webhook/1", sealed)).isEqualTo("whsec_Zürich");
    assertThat(sealed).doesNotContain("whsec", "rich");
  }

  @Test
  void sealsTheSameSecretDifferentlyEachTime() {
    SecretBox box = SecretBox.of(KEY);

    assertThat(box.seal("a", "secret")).isNotEqualTo(box.seal("a", "secret"));
  }

  @Test
  void theFileIsItsOwnersOnlyAndIsMadeOnce() throws IOException {
    Path file = folder.resolve("secrets.key");
    SecretBox.inFile(file);
    String made = Files.readString(file);
    SecretBox.inFile(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).isEqualTo(made);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void opensNothingForAnotherOwnerByAnotherKeyOrAltered() {
    SecretBox box = SecretBox.of(KEY);
    String sealed = box.seal("webhook/1", "secret");
    byte[] altered = Base64.getDecoder().decode(sealed.substring(3));
    altered[altered.length - 1] ^= 1;

    assertRefused(box, "webhook/2", sealed);
    assertRefused(box, "webhook/1", "v1:" + Base64.getEncoder().encodeToString(altered));
    assertRefused(box, "webhook/1", "v1:AAAA");
    assertRefused(box, "webhook/1", "");
    assertRefused(SecretBox.inFile(folder.resolve("other.key")), "webhook/1", sealed);
  }

  private static void assertRefused(SecretBox box, String owner, String sealed) {
    assertThatThrownBy(() -> box.open(owner, sealed)).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "AAAA", "not base64 !"})
  void aKeyThatIsNoneIsNotRepeated(String key) {
    assertThatThrownBy(() -> SecretBox.of(key))
        .isInstanceOf(ProblemException.class)
        .satisfies(e -> {
          if (!key.isEmpty()) {
            assertThat(e).hasMessageNotContaining(key);
          }
        });
  }
}
