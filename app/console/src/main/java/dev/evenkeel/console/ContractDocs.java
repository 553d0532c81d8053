package dev.evenkeel.console;

import dev.evenkeel.contracts.odcs.Document;
import gg.jte.output.Utf8ByteOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/// A contract as one page of HTML for people: it needs no other file, runs no script, and its
/// policy lets nothing in but its own style.
public final class ContractDocs {
  private ContractDocs() {}

  /// The page, in UTF-8.
  public static byte[] html(Document document) {
    String style = style();
    Utf8ByteOutput out = new Utf8ByteOutput();
    new Pages()
        .write(
            "contract.jte",
            Map.of("view", ContractViews.of(document), "style", style, "digest", digest(style)),
            out);
    return out.toByteArray();
  }

  private static String style() {
    try (InputStream style =
        ContractDocs.class.getResourceAsStream("/console-documents/contract.css")) {
      if (style == null) {
        throw new IllegalStateException("Cannot draw a contract: its style is missing");
      }
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String style) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
