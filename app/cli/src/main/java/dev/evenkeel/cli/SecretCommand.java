package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// The secrets of a running server. A value comes from the input or is asked for at a terminal,
/// never from the arguments, which every process of the machine may read and the shell remembers.
@Command(
    name = "secret",
    description = "Keeps what programs of pipelines must know and nobody else.",
    mixinStandardHelpOptions = true)
final class SecretCommand implements Runnable {
  private static final String API = "api/v1/secrets";
  private static final int BYTES_MAX = 64 << 10;

  @Spec CommandSpec spec;

  SecretCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "set, list or remove?");
  }

  @Command(
      name = "set",
      description = {
        "Sets a secret to what the input says, or to what is typed at a terminal.",
        "A line break at the end is left out."
      },
      mixinStandardHelpOptions = true)
  int set(
      @Parameters(paramLabel = "NAME", description = "What pipelines call it.") String name,
      @Mixin ServerMixin server)
      throws IOException {
    String value = value();
    try (RunningServer running = server.open()) {
      JsonNode set = running.put(one(name), Map.of("value", value));
      tell(server, set, "Set secret %s.".formatted(text(set, "name")));
    }
    return 0;
  }

  // It still may be null, where the JDK is told to keep to the old console.
  @SuppressWarnings("SystemConsoleNull")
  private static String value() throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("Value: ");
      return typed == null ? "" : new String(typed);
    }
    // Not closed: it is the process's.
    InputStream in = System.in;
    byte[] bytes = in.readNBytes(BYTES_MAX + 2);
    if (bytes.length > BYTES_MAX + 1) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "the input is too long for a secret",
              "a secret has 65,536 bytes at most")
          .asException();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.replaceFirst("\\r?\\n\\z", "");
    } catch (CharacterCodingException e) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "the input is no text",
              "write what is binary in base64, and let the program decode it")
          .asException(e);
    }
  }

  @Command(
      name = "list",
      description = "Lists the names of secrets; nobody is told their values.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      String next = "";
      do {
        JsonNode page = running.get(API + next);
        if (server.json) {
          out().println(Json.text(page));
        } else {
          page.path("secrets")
              .forEach(each ->
                  out()
                      .printf(
                          "%-30s set %s by %s%n",
                          text(each, "name"), text(each, "changed"), text(each, "changedBy")));
        }
        next = page.path("next").asString("");
      } while (!next.isEmpty());
    }
    return 0;
  }

  @Command(name = "remove", description = "Removes a secret.", mixinStandardHelpOptions = true)
  int remove(
      @Parameters(paramLabel = "NAME", description = "Its name.") String name,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode removed = running.delete(one(name));
      tell(server, removed, "Removed secret %s.".formatted(text(removed, "name")));
    }
    return 0;
  }

  private void tell(ServerMixin server, JsonNode answer, String done) {
    out().println(server.json ? Json.text(answer) : done);
  }

  private static String one(String name) {
    return API + "/" + RunningServer.part(name);
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
