package dev.evenkeel.data;

import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;

/// House sales, small.
final class Sales {
  static final Instant JULY = Instant.parse("1996-07-31T00:00:00Z");
  static final Instant AUGUST = Instant.parse("1996-08-31T00:00:00Z");
  static final Instant SEPTEMBER = Instant.parse("1996-09-30T00:00:00Z");
  static final Instant ALWAYS = Instant.parse("0001-01-01T00:00:00Z");
  static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

  static final String HEADER = "sdate,wall,area,rooms,garage,price\n";

  /// Sale dates as `yyMMdd`; an unseen wall is only warned of.
  static final Contract CONTRACT =
      new Contract(
          "sales",
          "1.0.0",
          "",
          "",
          "sales",
          List.of(
              property("sdate", LogicalType.DATE, true, "yyMMdd", OptionalDouble.empty()),
              Property.of("wall", LogicalType.STRING, false)
                  .withAllowed(List.of("brick", "wood"), Severity.WARNING),
              property("area", LogicalType.NUMBER, true, "", OptionalDouble.of(0)),
              Property.of("rooms", LogicalType.INTEGER, false),
              Property.of("garage", LogicalType.BOOLEAN, false),
              Property.of("price", LogicalType.NUMBER, false)));

  private Sales() {}

  static Property property(
      String name, LogicalType type, boolean required, String format, OptionalDouble minimum) {
    return new Property(
        name,
        type,
        required,
        false,
        "",
        format,
        minimum,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        "",
        List.of(),
        Severity.ERROR,
        "");
  }

  static Path csv(Path folder, String name, String content) {
    return write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
  }

  static Path gzip(Path folder, String name, String content) {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
