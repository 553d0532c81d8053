package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Seeds;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.helidon.common.buffers.DataReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Blocks of headers before and after, as another reader of HPACK understands them.
class PseudoNamesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final List<String> NAMES =
      List.of(":path", ":method", ":scheme", ":authority", "te", "content-type", "grpc-timeout");

  private static byte[] block(Object... parts) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (Object part : parts) {
      switch (part) {
        case Integer one -> block.write(one);
        case String text -> text(block, text);
        default -> block.writeBytes((byte[]) part);
      }
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      for (int rest = bytes.length - 127; ; rest >>>= 7) {
        if (rest < 128) {
          block.write(rest);
          break;
        }
        block.write((rest & 0x7f) | 0x80);
      }
    }
    block.writeBytes(bytes);
  }

  @Test
  void aNameThatIsSpeltOutBecomesItsIndexInEveryKindOfLiteral() {
    for (int kind : new int[] {0x40, 0x00, 0x10}) {
      assertThat(PseudoNames.indexed(block(kind, ":path", "/a.B/C")))
          .isEqualTo(block(kind | 4, "/a.B/C"));
      assertThat(PseudoNames.indexed(block(kind, ":authority", "h:1", kind, ":method", "POST")))
          .isEqualTo(block(kind | 1, "h:1", kind | 2, "POST"));
      assertThat(PseudoNames.indexed(block(kind, ":scheme", "http")))
          .isEqualTo(block(kind | 6, "http"));
    }
  }

  /// `:path` in the code of HPACK's appendix B.
  @Test
  void aPackedNameIsReadToo() {
    byte[] name = HEX.parseHex("84b958d33f");

    assertThat(PseudoNames.indexed(block(0x40, name, "/x"))).isEqualTo(block(0x44, "/x"));
  }

  @Test
  void everythingElseStaysAsItIs() {
    String large = "v".repeat(5_000);
    for (byte[] block :
        List.of(
            block(),
            block(0x82, 0x86, 0x84),
            block(0x44, "/x", 0x5f, 0x10, "application/grpc"),
            block(0x40, "x-path", large),
            block(0x40, ":unknown", "x"),
            block(0x3f, 0xe1, 0x1f, 0x82))) {
      assertThat(PseudoNames.indexed(block)).isEqualTo(block);
    }
  }

  @Test
  void whatIsNoBlockStaysWhole() {
    for (String hex :
        List.of(
            "40",
            "4005",
            "40053a70",
            "40053a706174680a2f",
            "ffffffffffffff",
            "7fffffffff",
            "408a")) {
      byte[] bytes = block(block(0x40, ":path", "/"), HEX.parseHex(hex));

      assertThat(PseudoNames.indexed(bytes)).isEqualTo(bytes);
    }
    Seeds.each(
        5_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(60)];
          random.nextBytes(bytes);

          assertThat(PseudoNames.indexed(bytes).length).isLessThanOrEqualTo(bytes.length);
        });
  }

  /// Several blocks of a connection, since one remembers what came before it.
  @Test
  void anotherReaderUnderstandsTheSame() {
    Seeds.each(
        2_000,
        random -> {
          DefaultHttp2HeadersDecoder before = new DefaultHttp2HeadersDecoder(false);
          DefaultHttp2HeadersDecoder after = new DefaultHttp2HeadersDecoder(false);
          for (int number = 0; number < 5; number++) {
            byte[] block = randomBlock(random);

            assertThat(understood(after, PseudoNames.indexed(block)))
                .isEqualTo(understood(before, block));
          }
        });
  }

  private static byte[] randomBlock(RandomGenerator random) {
    List<Object> parts = new ArrayList<>();
    int fields = random.nextInt(1, 8);
    for (int field = 0; field < fields; field++) {
      int kind = List.of(0x40, 0x00, 0x10).get(random.nextInt(3));
      switch (random.nextInt(4)) {
        case 0 -> parts.add(0x80 | random.nextInt(1, 62));
        case 1 -> {
          parts.add(kind | random.nextInt(1, 15));
          parts.add("value");
        }
        default -> {
          parts.add(kind);
          parts.add(NAMES.get(random.nextInt(NAMES.size())));
          parts.add("v".repeat(random.nextInt(300)));
        }
      }
    }
    return block(parts.toArray());
  }

  private static List<String> understood(DefaultHttp2HeadersDecoder reader, byte[] block) {
    try {
      List<String> fields = new ArrayList<>();
      reader
          .decodeHeaders(1, Unpooled.wrappedBuffer(block))
          .forEach(field -> fields.add(field.getKey() + "=" + field.getValue()));
      return fields;
    } catch (Http2Exception e) {
      throw new AssertionError(HEX.formatHex(block), e);
    }
  }

  /// A connection cut into pieces of any size.
  @Test
  void onlyWholeBlocksOfAConnectionChangeAndTheirFramesFit() {
    byte[] spelt = block(0x40, ":path", "/x");
    byte[] indexed = block(0x44, "/x");
    byte[] data = new byte[70_000];
    Arrays.fill(data, (byte) 0x40);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    byte[] sent =
        block(
            preface,
            frame(4, 0, new byte[6]),
            frame(1, 0x4, spelt),
            frame(0, 0, spelt),
            frame(1, 0x2c, block(3, new byte[5], spelt, new byte[3])),
            frame(1, 0, spelt),
            frame(0, 1, data));
    byte[] expected =
        block(
            preface,
            frame(4, 0, new byte[6]),
            frame(1, 0x4, indexed),
            frame(0, 0, spelt),
            frame(1, 0x2c, block(3, new byte[5], indexed, new byte[3])),
            frame(1, 0, spelt),
            frame(0, 1, data));

    Seeds.each(
        30,
        random -> {
          ByteArrayInputStream bytes = new ByteArrayInputStream(sent);
          DataReader cut =
              DataReader.create(() -> {
                byte[] piece = new byte[random.nextInt(1, 3_000)];
                int read = bytes.read(piece, 0, piece.length);
                return Arrays.copyOf(piece, read);
              });

          DataReader read = DataReader.create(new IndexedFrames(cut, new OpenStreams()));

          assertThat(read.readBytes(expected.length)).isEqualTo(expected);
        });
  }

  private static byte[] frame(int type, int flags, byte[] payload) {
    return block(
        payload.length >> 16,
        payload.length >> 8 & 0xff,
        payload.length & 0xff,
        type,
        flags,
        new byte[] {0, 0, 0, 1},
        payload);
  }
}
