package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A logged folder as a ZIP, with what became of its conversion as its first entries.
final class ConvertedZip {
  private static final String OURS = "evenkeel/";
  private static final int RECORD_MAX = 4 << 20;
  private static final int EXPORT_MAX = 1 << 30;
  private static final int ENTRIES_MAX = 10_000;
  // 1980, the first time a ZIP can say; equal models shall have equal bytes.
  private static final long TIME = 315_619_200_000L;

  private ConvertedZip() {}

  /// A record and, when it was converted, the export.
  @SuppressWarnings("ArrayRecordComponent")
  record Content(ConversionRecord record, byte[] export) {}

  /// What an earlier conversion kept; empty when there was none.
  static Optional<Content> read(byte[] zip, String where) {
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry first = entries.getNextEntry();
      if (first == null || !first.getName().equals(ConversionRecord.FILE)) {
        return Optional.empty();
      }
      ConversionRecord record =
          Json.read(
              new String(entries.readNBytes(RECORD_MAX), StandardCharsets.UTF_8),
              ConversionRecord.class);
      ZipEntry second = record.converted() ? entries.getNextEntry() : null;
      byte[] export =
          second != null && second.getName().equals(ConversionRecord.EXPORT)
              ? entries.readNBytes(EXPORT_MAX)
              : new byte[0];
      return Optional.of(new Content(record, export));
    } catch (IOException | RuntimeException e) {
      throw broken(where, e);
    }
  }

  /// The same folder with another record, or with none.
  static byte[] with(byte[] zip, Optional<Content> content, String where) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(zip.length + 1024);
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      if (content.isPresent()) {
        put(out, ConversionRecord.FILE, Json.write(content.get().record()));
        if (content.get().record().converted()) {
          put(out, ConversionRecord.EXPORT, content.get().export());
        }
      }
      long budget = EXPORT_MAX;
      int count = 0;
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        byte[] read = entries.readNBytes((int) Math.min(budget + 1, EXPORT_MAX));
        budget -= read.length;
        if (budget <= 0 || ++count > ENTRIES_MAX) {
          throw new Problem(
                  Problem.Kind.TOO_LARGE, "the model is too large to convert", where, "1 GiB", "")
              .asException();
        }
        // What claims to be ours came from outside, and nobody compared it.
        if (!entry.isDirectory() && !entry.getName().startsWith(OURS)) {
          put(out, entry.getName(), read);
        }
      }
    } catch (IOException e) {
      throw broken(where, e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(TIME);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private static ProblemException broken(String where, Exception e) {
    return new Problem(
            Problem.Kind.INPUT,
            "no ZIP that can be read",
            where,
            "the folder that MLflow logs, as a ZIP",
            "")
        .asException(e);
  }
}
