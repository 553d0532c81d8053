package dev.evenkeel.runtimes.s3;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// `s3://bucket/key`.
///
/// @param key of an object, or what the keys of a folder begin with; never begins or ends with `/`
record S3Address(String bucket, String key) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final int KEY_BYTES_MAX = 1_024;

  static S3Address parse(String reference) {
    String rest = reference.substring("s3://".length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String key = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
    boolean isKey =
        !key.isEmpty()
            && !key.startsWith("/")
            && key.getBytes(StandardCharsets.UTF_8).length <= KEY_BYTES_MAX
            && key.chars().noneMatch(each -> each < ' ');
    if (!BUCKET.matcher(bucket).matches() || !isKey) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no address of a model".formatted(Names.abbreviate(reference)),
              "",
              "s3://BUCKET/KEY of a file, or of a folder",
              "")
          .asException();
    }
    return new S3Address(bucket, key);
  }

  /// The last part of the key.
  String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + Names.abbreviate(key);
  }
}
