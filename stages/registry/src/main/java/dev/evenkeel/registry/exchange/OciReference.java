package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `oci://host:port/repository:tag`, or with `@sha256:…` for a tag.
///
/// @param host with its port, if one is written
/// @param version a tag or a digest
record OciReference(String host, String repository, String version) {
  static final String SCHEME = "oci://";

  private static final Pattern FORM =
      Pattern.compile(
          SCHEME
              + "([A-Za-z0-9.-]{1,253}(?::\\d{1,5})?|\\[[0-9a-f:]{2,45}](?::\\d{1,5})?)"
              + "/([a-z0-9]+(?:[._/-][a-z0-9]+){0,60})"
              + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127})|@(sha256:[0-9a-f]{64}))?");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  static OciReference read(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.length() > 600 || !parts.matches()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no place at an OCI registry".formatted(Names.abbreviate(text)),
              "",
              "as in oci://registry.example.com/team/churn:3, in small letters",
              "")
          .asException();
    }
    String tag = parts.group(3) == null ? "latest" : parts.group(3);
    return new OciReference(
        parts.group(1), parts.group(2), parts.group(4) == null ? tag : parts.group(4));
  }

  boolean isLoopback() {
    return LOOPBACK.contains(host.replaceFirst(":\\d+$", ""));
  }
}
