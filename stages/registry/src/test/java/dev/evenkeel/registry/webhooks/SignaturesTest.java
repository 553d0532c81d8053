package dev.evenkeel.registry.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignaturesTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /// What `Webhook(secret).sign(…)` of the Python package standardwebhooks 1.1.0 answers.
  @Test
  void signsAsTheLibraryOfStandardWebhooksDoes() {
    byte[] key = Signatures.key(SECRET);

    assertThat(
            Signatures.sign(
                key, "msg_p5jXN8AQM9LxM0D4loKWxLJdSV", "1614265330", "{\"test\": 2432232314}"))
        .isEqualTo("v1,eEOyFWwVLIDi8xQ9G5HWY7OgrTFBWB1zi/ppoUdNCGA=");
    assertThat(
            Signatures.sign(
                key, "3f1b7c1e-5d0f-4c9a-9a55-1d0d6a4b8a11", "1764241200", "{\"a\":\"Zürich ✓\"}"))
        .isEqualTo("v1,LDgV4EfW5OwKFVMZQetaFNjp3VqZO1hhOn7tI6kdnmc=");
  }

  /// What `_generate_hmac_signature` of mlflow 3.17.2 answers.
  @Test
  void signsAsMlflowDoes() {
    assertThat(
            Signatures.sign(
                "s3cret".getBytes(UTF_8),
                "3f1b7c1e-5d0f-4c9a-9a55-1d0d6a4b8a11",
                "1764241200",
                "{\"a\": 1}"))
        .isEqualTo("v1,kc4geAvagJwRMku9av9W7X3C4ckAnMX2A0jUCWb0g4M=");
  }
}
