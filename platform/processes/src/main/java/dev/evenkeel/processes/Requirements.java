package dev.evenkeel.processes;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Python packages that a program needs, in one form however they were written.
///
/// @param python the version it was made with, such as `3.11.7`; empty when nobody said
/// @param packages as pip writes them: `scikit-learn==1.9.1`; sorted, each once
public record Requirements(String python, List<String> packages) {
  private static final int PACKAGES_MAX = 500;
  private static final int LINE_MAX = 400;
  private static final Pattern PACKAGE =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(\\[[A-Za-z0-9._, -]*])?(.*)");
  // `name @ https://…`; never a path of this machine.
  private static final Pattern REST =
      Pattern.compile("(?!.*\\s-)\\s*(@\\s*(https|git\\+https)://\\S+.*|[(<>=!~;][^/@\\\\]*)?");
  private static final Pattern VERSION = Pattern.compile("\\d{1,2}(\\.\\d{1,3}){0,2}");

  public Requirements {
    packages = List.copyOf(new TreeSet<>(packages));
    if (!VERSION.matcher(python).matches()) {
      python = "";
    }
  }

  /// Reads a `requirements.txt`.
  ///
  /// @param where its name in messages
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for options and paths, which would
  ///   let a file read this machine
  public static Requirements parse(String text, String python, String where) {
    List<String> packages = new ArrayList<>();
    int number = 0;
    for (String raw : text.split("\\R", -1)) {
      number++;
      String line = raw.replaceFirst("(^|\\s)#.*", "").strip();
      if (!line.isEmpty()) {
        packages.add(one(line, where + ":" + number));
      }
      if (packages.size() > PACKAGES_MAX) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "more packages than any honest model needs",
                where,
                "at most " + PACKAGES_MAX,
                "")
            .asException();
      }
    }
    return new Requirements(python, packages);
  }

  private static String one(String line, String where) {
    Matcher matcher = PACKAGE.matcher(line);
    if (line.length() > LINE_MAX
        || !matcher.matches()
        || !REST.matcher(matcher.group(3)).matches()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "requirement `%s` cannot be used".formatted(Names.abbreviate(line)),
              where,
              "a package with versions, such as `scikit-learn==1.9.1`; no option and no path",
              "log the model with `pip_requirements=[...]` that name packages")
          .asException();
    }
    String extras = matcher.group(2) == null ? "" : matcher.group(2);
    return normalised(matcher.group(1)) + extras + matcher.group(3).replaceAll("\\s+", " ").strip();
  }

  private static String normalised(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  /// Whether a package is among them, in whatever version.
  public boolean has(String name) {
    return packages.stream().anyMatch(line -> nameOf(line).equals(normalised(name)));
  }

  /// The same without a package.
  public Requirements without(String name) {
    return new Requirements(
        python, packages.stream().filter(line -> !nameOf(line).equals(normalised(name))).toList());
  }

  /// The same with a package, unless it is there in some version.
  ///
  /// @param line such as `pandas` or `skl2onnx>=1.17`
  public Requirements with(String line) {
    if (has(nameOf(line))) {
      return this;
    }
    List<String> more = new ArrayList<>(packages);
    more.add(line);
    return new Requirements(python, more);
  }

  private static String nameOf(String line) {
    return line.replaceFirst("[^a-z0-9-].*", "");
  }

  /// What an environment is named by: equal packages on an equal Python share one.
  ///
  /// @param interpreter its version
  String key(String interpreter) {
    return Digests.of(interpreter + "\n" + String.join("\n", packages))
        .substring("sha256:".length(), "sha256:".length() + 32);
  }
}
