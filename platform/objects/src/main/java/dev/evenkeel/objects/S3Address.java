package dev.evenkeel.objects;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// `s3://bucket/key`, as people write where something lies, and what is said when it cannot be
/// read.
///
/// @param key of an object, what keys begin with, or a pattern: that is for who asks; it never
///   begins with `/`
public record S3Address(String bucket, String key) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final String SCHEME = "s3://";
  private static final int KEY_BYTES_MAX = 1_024;

  /// Empty for a text that is no such address.
  public static Optional<S3Address> parse(String reference) {
    String rest = reference.startsWith(SCHEME) ? reference.substring(SCHEME.length()) : "";
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    S3Address address = new S3Address(rest.substring(0, slash), rest.substring(slash + 1));
    return address.isPossible() ? Optional.of(address) : Optional.empty();
  }

  private boolean isPossible() {
    return BUCKET.matcher(bucket).matches()
        && !key.isEmpty()
        && !key.startsWith("/")
        && key.getBytes(StandardCharsets.UTF_8).length <= KEY_BYTES_MAX
        && key.chars().noneMatch(Character::isISOControl);
  }

  /// The last part of the key.
  public String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /// What the store's failure means here.
  ///
  /// @param expected what should be there, when nothing is
  public ProblemException refused(SdkException e, String expected) {
    return e instanceof S3Exception answer ? answered(answer, expected) : unreachable(e);
  }

  /// Nothing lies there.
  ///
  /// @param expected what should
  public ProblemException missing(String expected) {
    return new Problem(
            Problem.Kind.NOT_FOUND, "nothing is there", toString(), expected, "check the address")
        .asException();
  }

  /// The store's own words may quote what was sent, so only its code is told.
  private ProblemException answered(S3Exception e, String expected) {
    if (e.statusCode() == 404) {
      return missing(expected);
    }
    boolean isDenied = e.statusCode() == 401 || e.statusCode() == 403;
    return new Problem(
            isDenied ? Problem.Kind.CONFIGURATION : Problem.Kind.ENVIRONMENT,
            "the S3 store answers %d".formatted(e.statusCode()),
            toString(),
            "",
            isDenied
                ? "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may read"
                : "try again")
        .asException();
  }

  private ProblemException unreachable(SdkException e) {
    boolean lacksCredentials = String.valueOf(e.getMessage()).contains("credentials");
    return new Problem(
            lacksCredentials ? Problem.Kind.CONFIGURATION : Problem.Kind.ENVIRONMENT,
            lacksCredentials
                ? "there are no credentials for the S3 store"
                : "the S3 store cannot be reached",
            toString(),
            "",
            lacksCredentials
                ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile"
                : "check the network, and AWS_ENDPOINT_URL_S3 for a store beside Amazon's")
        .asException();
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + Names.abbreviate(key);
  }
}
