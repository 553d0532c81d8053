package dev.evenkeel.registry.artifacts;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A path within the files of one owner: names with `/` between them, or nothing for the folder
/// that holds them all. This is the one reader of such paths; what it answers has no second
/// spelling.
///
/// @param text decoded: `model/MLmodel`
public record ArtifactPath(String text) {
  /// The folder of all files.
  public static final ArtifactPath ROOT = new ArtifactPath("");

  private static final int CHARS_MAX = 1_000;
  private static final int NAMES_MAX = 64;
  // Each character may come as nine, and each of these again.
  private static final int SENT_CHARS_MAX = 16_000;
  private static final int DECODINGS_MAX = 8;

  // Control characters, those that turn the direction of writing, halves of characters; U+FFFD,
  // which a library on the way has put for bytes that were no UTF-8.
  private static final Pattern REFUSED = Pattern.compile("[\\\\:\\p{C}\\p{Zl}\\p{Zp}\\x{FFFD}]");
  // A server or library on the way may cut a name there.
  private static final Pattern CUTS = Pattern.compile("[;?#]");

  public ArtifactPath {
    demand(text);
    if (text.length() > CHARS_MAX) {
      throw refused(text, "it is longer than %,d characters".formatted(CHARS_MAX));
    }
  }

  /// A path of a file as a client sent it. It is decoded until nothing changes, and what comes out
  /// at any step must be a path inside.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when it leads outside, is absolute,
  ///   empty or too long, or holds `\`, `:` or what nobody can see
  public static ArtifactPath file(String sent) {
    ArtifactPath path = read(sent);
    if (path.isRoot()) {
      throw refused(sent, "it names no file");
    }
    return path;
  }

  /// A path of a folder as a client sent it: as that of a file, and it may be empty or end in `/`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` as [#file]
  public static ArtifactPath folder(String sent) {
    return read(
        sent.endsWith("/") && sent.length() > 1 ? sent.substring(0, sent.length() - 1) : sent);
  }

  private static ArtifactPath read(String sent) {
    if (sent.length() > SENT_CHARS_MAX) {
      throw refused(sent, "it is longer than %,d characters".formatted(CHARS_MAX));
    }
    String text = sent;
    for (int decoding = 0; decoding <= DECODINGS_MAX; decoding++) {
      demand(text);
      String decoded = decoded(text);
      if (decoded.equals(text)) {
        return new ArtifactPath(text);
      }
      text = decoded;
    }
    throw refused(sent, "it is encoded again and again");
  }

  private static void demand(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (REFUSED.matcher(text).find()) {
      throw refused(text, "it holds `\\`, `:` or a character that nobody can see");
    }
    String[] names = text.split("/", -1);
    if (names.length > NAMES_MAX) {
      throw refused(text, "it is deeper than %d folders".formatted(NAMES_MAX));
    }
    for (String name : names) {
      if (name.isEmpty()) {
        throw refused(text, "it is absolute, or holds a name without a letter");
      }
      for (String part : CUTS.split(name, -1)) {
        if (part.equals(".") || part.equals("..")) {
          throw refused(text, "it holds `.` or `..`");
        }
      }
    }
  }

  /// Once; a `%` without two hexadecimal digits stands for itself.
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] sent = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(sent.length);
    for (int index = 0; index < sent.length; index++) {
      int high = sent[index] == '%' && index + 2 < sent.length ? hex(sent[index + 1]) : -1;
      int low = high < 0 ? -1 : hex(sent[index + 2]);
      if (low < 0) {
        bytes.put(sent[index]);
      } else {
        bytes.put((byte) (high * 16 + low));
        index += 2;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw refused(text, "what it encodes is no UTF-8");
    }
  }

  private static int hex(byte letter) {
    return letter < 0 ? -1 : Character.digit((char) letter, 16);
  }

  /// Whether it is the folder of all files.
  public boolean isRoot() {
    return text.isEmpty();
  }

  /// The last of its names; empty for the root.
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /// A path below this folder.
  public ArtifactPath resolve(ArtifactPath below) {
    if (isRoot() || below.isRoot()) {
      return isRoot() ? below : this;
    }
    return new ArtifactPath(text + "/" + below.text);
  }

  /// The folders that hold it, from the root on, and none for the root itself.
  List<String> folders() {
    List<String> folders = new ArrayList<>();
    if (!isRoot()) {
      folders.add("");
    }
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      folders.add(text.substring(0, slash));
    }
    return folders;
  }

  @Override
  public String toString() {
    return text;
  }

  private static RuntimeException refused(String text, String why) {
    return new Problem(
            Problem.Kind.INPUT,
            "Invalid path: `%s` cannot be used, since %s".formatted(Names.abbreviate(text), why),
            "",
            "names with `/` between them, below the folder of the run or model",
            "")
        .asException();
  }
}
