package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.data.TableKeys.Grant;
import dev.evenkeel.store.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableKeysTest {
  private static final Grant SALES = new Grant("anns", "sales", "u.ann");
  private static final SecretBox BOX =
      SecretBox.of(Base64.getEncoder().encodeToString(new byte[32]));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T00:00:00Z"));
  private final TableKeys keys = new TableKeys(BOX, now::get);

  @Test
  void aKeyOpensItsTableForAnHour() {
    TableKeys.Key key = keys.make(SALES);

    assertThat(keys.opens(key.id())).contains(SALES);
    assertThat(key.toString()).doesNotContain(key.secret());
    now.set(now.get().plus(Duration.ofMinutes(59)));
    assertThat(keys.opens(key.id())).contains(SALES);
    now.set(now.get().plus(Duration.ofMinutes(1)));
    assertThat(keys.opens(key.id())).isEmpty();
  }

  @Test
  void aSecretFollowsFromTheWholeNameAndTheServersKey() {
    TableKeys.Key key = keys.make(SALES);
    SecretBox other =
        SecretBox.of(
            Base64.getEncoder()
                .encodeToString(
                    "another key, of 32 bytes long...".getBytes(StandardCharsets.UTF_8)));

    assertThat(keys.secret(key.id())).isEqualTo(key.secret()).hasSize(64);
    assertThat(keys.make(new Grant("anns", "rents", "u.ann")).secret()).isNotEqualTo(key.secret());
    assertThat(new TableKeys(other, now::get).secret(key.id())).isNotEqualTo(key.secret());
    assertThat(BOX.derive("something else", key.id())).isNotEqualTo(key.secret());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1:2",
        "x:anns:sales:u.ann",
        "99999999999999999999:anns:sales:u.ann",
        "9223372036854775807:anns:sales:u.ann",
        "9999999999:anns:sales",
        "9999999999:anns:sales:u.ann:more"
      })
  void whatIsNoKeyOpensNothing(String words) {
    String id =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(words.getBytes(StandardCharsets.UTF_8));

    assertThat(keys.opens(id)).isEmpty();
  }
}
