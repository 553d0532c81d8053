package dev.evenkeel.serving.oip;

import dev.evenkeel.base.BoundedBytes;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/// Bodies in gzip or deflate, of which no more is unpacked than may be sent plainly.
public final class Compression {
  private static final int SMALL_BYTES = 1_400;

  private Compression() {}

  /// The plain body.
  ///
  /// @param bytesMax of the body as sent and as unpacked
  public static byte[] body(Request request, int bytesMax) {
    String encoding =
        request.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
    byte[] body = request.body(bytesMax);
    return switch (encoding) {
      case "", "identity" -> body;
      case "gzip", "x-gzip", "deflate" -> inflate(request, body, encoding, bytesMax);
      default -> throw InferBody.malformed("a Content-Encoding that is unknown", "gzip or deflate");
    };
  }

  private static byte[] inflate(Request request, byte[] body, String encoding, int bytesMax) {
    ByteArrayInputStream packed = new ByteArrayInputStream(body);
    try (InputStream in =
        encoding.equals("deflate")
            ? new InflaterInputStream(packed)
            : new GZIPInputStream(packed)) {
      byte[] plain = BoundedBytes.read(in, bytesMax, request::hold);
      if (plain.length > bytesMax) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "the body unpacks to more than %d bytes".formatted(bytesMax),
                "",
                "less",
                "send it in several requests")
            .asException();
      }
      return plain;
    } catch (IOException e) {
      throw InferBody.malformed("the body is no " + encoding, "what Content-Encoding says");
    }
  }

  /// What to pack an answer with; empty for small ones and for clients that take none.
  static Optional<String> wanted(Request request, int bytes) {
    if (bytes < SMALL_BYTES) {
      return Optional.empty();
    }
    String accepted = request.header("Accept-Encoding").orElse("");
    return List.of("gzip", "deflate").stream()
        .filter(packing -> accepts(accepted, packing))
        .findFirst();
  }

  /// As RFC 9110 has it: `q=0` takes none of it, and `*` stands for what is not named.
  private static boolean accepts(String accepted, String packing) {
    boolean any = false;
    for (String each : accepted.toLowerCase(Locale.ROOT).split(",", 20)) {
      String[] parts = each.split(";", 2);
      boolean isWanted = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
      String name = parts[0].strip();
      if (name.equals(packing) || name.equals("x-" + packing)) {
        return isWanted;
      }
      any |= name.equals("*") && isWanted;
    }
    return any;
  }

  static byte[] pack(byte[] plain, String encoding) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2);
    try (OutputStream out =
        encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot pack in memory", e);
    }
    return packed.toByteArray();
  }
}
