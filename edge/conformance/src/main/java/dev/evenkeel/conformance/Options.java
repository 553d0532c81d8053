package dev.evenkeel.conformance;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the command line says.
///
/// @param only run checks whose names begin so; empty for all
/// @param strict recommendations count like demands
record Options(
    URI address,
    String model,
    Optional<String> grpc,
    Optional<Path> request,
    Optional<String> header,
    List<String> only,
    boolean strict,
    boolean json,
    Duration timeout) {
  static final String USAGE =
      """
      Asks a server whether it speaks the Open Inference Protocol.

        java -jar evenkeel-conformance.jar http://HOST:PORT --model NAME [options]

        --model NAME         the model to ask; its tensors are learnt from its metadata
        --grpc HOST:PORT     ask over gRPC as well
        --request FILE       an inference request as JSON, for a model that does not take made-up inputs
        --header 'N: VALUE'  sent with every HTTP request and as gRPC metadata
        --only PREFIX        only checks whose names begin so; may be repeated
        --strict             recommendations count like demands
        --json               a report for programs
        --timeout SECONDS    for each answer; 30 when not given

      Exit code: 0 all passed, 1 something failed, 2 the arguments are wrong or nobody answers.
      """;

  /// What is wrong with the arguments.
  static final class Wrong extends RuntimeException {
    Wrong(String message) {
      super(message);
    }
  }

  static Options parse(String... arguments) {
    Reader reader = new Reader(arguments);
    while (reader.more()) {
      reader.take();
    }
    return reader.options();
  }

  private static final class Reader {
    private final String[] arguments;
    private int next;
    private Optional<URI> address = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<String> grpc = Optional.empty();
    private Optional<Path> request = Optional.empty();
    private Optional<String> header = Optional.empty();
    private final List<String> only = new ArrayList<>();
    private boolean strict;
    private boolean json;
    private Duration timeout = Duration.ofSeconds(30);

    Reader(String... arguments) {
      this.arguments = arguments;
    }

    boolean more() {
      return next < arguments.length;
    }

    void take() {
      String argument = arguments[next++];
      switch (argument) {
        case "--model" -> model = Optional.of(value(argument));
        case "--grpc" -> grpc = Optional.of(value(argument));
        case "--request" -> request = Optional.of(Path.of(value(argument)));
        case "--header" -> header = Optional.of(header(value(argument)));
        case "--only" -> only.add(prefix(value(argument)));
        case "--strict" -> strict = true;
        case "--json" -> json = true;
        case "--timeout" -> timeout = Duration.ofSeconds(seconds(value(argument)));
        default -> address = Optional.of(address(argument));
      }
    }

    private String value(String option) {
      if (!more()) {
        throw new Wrong(option + " wants a value");
      }
      return arguments[next++];
    }

    private static String header(String text) {
      if (text.indexOf(':') < 1) {
        throw new Wrong("--header wants 'Name: value'");
      }
      return text;
    }

    /// A misspelt one would ask nothing, and nothing would fail.
    private static String prefix(String text) {
      if (Kit.checks().stream().noneMatch(check -> check.name().startsWith(text))) {
        throw new Wrong(
            "--only wants the beginning of a check's name, such as `infer.`, and `%s` begins none"
                .formatted(text));
      }
      return text;
    }

    private static int seconds(String text) {
      if (!text.matches("[1-9]\\d{0,4}")) {
        throw new Wrong("--timeout wants a number of seconds");
      }
      return Integer.parseInt(text);
    }

    private static URI address(String text) {
      if (!text.matches("https?://[^/?#]+/?")) {
        throw new Wrong("unknown argument `%s`; an address is http://HOST:PORT".formatted(text));
      }
      return URI.create(text.endsWith("/") ? text : text + "/");
    }

    Options options() {
      return new Options(
          address.orElseThrow(() -> new Wrong("the address of the server is missing")),
          model.orElseThrow(() -> new Wrong("--model is missing")),
          grpc,
          request,
          header,
          List.copyOf(only),
          strict,
          json,
          timeout);
    }
  }
}
