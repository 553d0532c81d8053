package dev.evenkeel.runners.keeper;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a keeper is to do. It is told through its standard input, since it holds secrets: those
/// stand neither in a file nor in a list of arguments.
///
/// @param folder of the attempt
/// @param claim a file that only one keeper can make; who cannot make it does nothing
/// @param command with all that stands around the program
/// @param secrets what is masked in the log
/// @param dataBytes what one process may hold in memory that only it writes to
public record Job(
    String folder,
    String claim,
    List<String> command,
    Map<String, String> environment,
    List<String> secrets,
    long timeMillis,
    long graceMillis,
    long memoryBytes,
    long dataBytes,
    long logBytes,
    long outputBytes,
    int processes) {
  // A server that died while it told would leave half of it.
  private static final int LAST = 0x0e7e6ee1;
  private static final int TEXT_MAX = 16 << 20;
  private static final int TEXTS_MAX = 100_000;

  public Job {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    secrets = List.copyOf(secrets);
  }

  /// Tells it.
  public void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    text(out, folder);
    text(out, claim);
    texts(out, command);
    texts(out, List.copyOf(environment.keySet()));
    for (String name : environment.keySet()) {
      text(out, environment.getOrDefault(name, ""));
    }
    texts(out, secrets);
    for (long number :
        List.of(timeMillis, graceMillis, memoryBytes, dataBytes, logBytes, outputBytes)) {
      out.writeLong(number);
    }
    out.writeInt(processes);
    out.writeInt(LAST);
    out.flush();
  }

  /// Hears it.
  ///
  /// @throws IOException when it was not told to the end
  static Job read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    String folder = text(in);
    String claim = text(in);
    List<String> command = texts(in);
    List<String> names = texts(in);
    Map<String, String> environment = new LinkedHashMap<>();
    for (String name : names) {
      environment.put(name, text(in));
    }
    List<String> secrets = texts(in);
    Job job =
        new Job(
            folder,
            claim,
            command,
            environment,
            secrets,
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readInt());
    if (in.readInt() != LAST) {
      throw new IOException("the job was told by another version");
    }
    return job;
  }

  private static void texts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(out, text);
    }
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    int count = bounded(in.readInt(), TEXTS_MAX);
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      texts.add(text(in));
    }
    return texts;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[bounded(in.readInt(), TEXT_MAX)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int bounded(int number, int most) throws IOException {
    if (number < 0 || number > most) {
      throw new IOException("the job was told by another version");
    }
    return number;
  }
}
