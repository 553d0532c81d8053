package dev.evenkeel.objects;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What went wrong at the bucket. The store's own words may quote what was sent, so only its code
/// is told.
final class S3Problems {
  private S3Problems() {}

  static ProblemException noBucket(S3Settings settings) {
    return new Problem(
            Problem.Kind.CONFIGURATION,
            "bucket `%s` does not exist".formatted(settings.bucket()),
            settings.address(),
            "a bucket that is there",
            "make it, or correct `blobs.s3` in server.yaml")
        .asException();
  }

  static ProblemException of(SdkException e, S3Settings settings) {
    if (e instanceof S3Exception answer) {
      int status = answer.statusCode();
      boolean isDenied = status == 401 || status == 403;
      return problem(
          isDenied ? Problem.Kind.CONFIGURATION : Problem.Kind.ENVIRONMENT,
          "the blob store on S3 answers %d".formatted(status),
          isDenied
              ? "check the credentials, and that they may list, read, write and delete there"
              : "try again",
          settings);
    }
    boolean lacksCredentials = String.valueOf(e.getMessage()).contains("credentials");
    return lacksCredentials
        ? problem(
            Problem.Kind.CONFIGURATION,
            "there are no credentials for the blob store on S3",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile",
            settings)
        : problem(
            Problem.Kind.ENVIRONMENT,
            "the blob store on S3 cannot be reached",
            "check the network, and `blobs.s3.endpoint` in server.yaml",
            settings);
  }

  private static ProblemException problem(
      Problem.Kind kind, String what, String remedy, S3Settings settings) {
    return new Problem(kind, what, settings.address(), "", remedy).asException();
  }
}
