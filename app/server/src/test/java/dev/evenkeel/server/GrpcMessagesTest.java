package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Seeds;
import io.helidon.common.buffers.BufferData;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GrpcMessagesTest {
  private static final int BYTES_MAX = 200_000;

  private final List<byte[]> messages = new ArrayList<>();
  private final GrpcMessages cut = new GrpcMessages(BYTES_MAX, false, _ -> {}, messages::add);

  private static byte[] framed(byte[] message) {
    BufferData data = BufferData.create(5 + message.length);
    data.write(0);
    data.writeUnsignedInt32(message.length);
    data.write(message);
    byte[] framed = new byte[5 + message.length];
    data.read(framed);
    return framed;
  }

  @Test
  void cutsTheSameMessagesHoweverTheBytesCome() {
    Seeds.each(
        200,
        random -> {
          messages.clear();
          List<byte[]> sent = new ArrayList<>();
          ByteArrayOutputStream wire = new ByteArrayOutputStream();
          for (int i = random.nextInt(4); i >= 0; i--) {
            byte[] message = new byte[random.nextInt(random.nextBoolean() ? 9 : BYTES_MAX)];
            random.nextBytes(message);
            sent.add(message);
            wire.writeBytes(framed(message));
          }

          inPieces(wire.toByteArray(), random);

          assertThat(messages).hasSameSizeAs(sent);
          for (int i = 0; i < sent.size(); i++) {
            assertThat(messages.get(i)).isEqualTo(sent.get(i));
          }
          assertThat(cut.isWithin()).isFalse();
        });
  }

  private void inPieces(byte[] wire, RandomGenerator random) {
    for (int at = 0; at < wire.length; ) {
      int end = Math.min(wire.length, at + 1 + random.nextInt(random.nextBoolean() ? 7 : 50_000));
      try {
        cut.take(BufferData.create(Arrays.copyOfRange(wire, at, end)));
      } catch (GrpcMessages.Unreadable e) {
        throw new AssertionError(e);
      }
      at = end;
    }
  }

  @Test
  void refusesWhatIsTooLargeByItsPrefix() {
    assertThatThrownBy(
            () -> cut.take(BufferData.create(new byte[] {0, (byte) 0xff, (byte) 0xff, 0, 0})))
        .isInstanceOfSatisfying(
            GrpcMessages.Unreadable.class, e -> assertThat(e.isTooLarge()).isTrue())
        .hasMessageContaining("200,000");
  }

  @Test
  void refusesWhatIsPackedWithoutNotice() {
    assertThatThrownBy(() -> cut.take(BufferData.create(new byte[] {1, 0, 0, 0, 1, 9})))
        .isInstanceOf(GrpcMessages.Unreadable.class);
    assertThatThrownBy(() ->
            new GrpcMessages(9, true, _ -> {}, messages::add)
                .take(BufferData.create(new byte[] {1, 0, 0, 0, 1, 9})))
        .isInstanceOf(GrpcMessages.Unreadable.class)
        .hasMessageContaining("gzip");
  }
}
