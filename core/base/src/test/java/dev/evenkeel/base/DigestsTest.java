package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {
  /// FIPS 180-2, appendix B.1.
  private static final String OF_ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void namesContentByItsSha256() {
    assertThat(Digests.of("abc")).isEqualTo(OF_ABC);
    assertThat(Digests.of("é")).isEqualTo(Digests.of("é".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void namesAStreamAsItsWhole() {
    MessageDigest digest = Digests.start();
    digest.update((byte) 'a');
    digest.update("bc".getBytes(StandardCharsets.UTF_8));

    assertThat(Digests.named(digest.digest())).isEqualTo(OF_ABC);
  }

  @Test
  void knowsItsOwnNames() {
    assertThat(Digests.isDigest(OF_ABC)).isTrue();
    assertThat(Digests.isDigest(Digests.of(""))).isTrue();
  }

  // A digest becomes a path, so nothing else may pass for one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha256:../../etc/passwd",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add",
        "md5:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      })
  void takesNothingElseForAName(String text) {
    assertThat(Digests.isDigest(text)).isFalse();
  }
}
