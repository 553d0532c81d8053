package dev.evenkeel.objects;

import dev.evenkeel.base.Problem;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/// Clients of S3 and of stores that speak it.
public final class S3Clients {
  private S3Clients() {}

  /// A client as the environment says, by the variables that Amazon's own tools read:
  /// `AWS_ENDPOINT_URL_S3`, `AWS_REGION`, `AWS_ACCESS_KEY_ID` and their like.
  public static S3Client of(Map<String, String> environment) {
    Optional<URI> endpoint =
        variable(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").map(S3Clients::address);
    String region = variable(environment, "AWS_REGION", "AWS_DEFAULT_REGION").orElse("us-east-1");
    return of(endpoint, region, credentials(environment));
  }

  static S3Client of(Optional<URI> endpoint, String region, AwsCredentialsProvider credentials) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(credentials)
            .region(Region.of(region))
            .crossRegionAccessEnabled(endpoint.isEmpty())
            // Stores beside Amazon's refuse checksums in trailers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    endpoint.ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    return builder.build();
  }

  private static URI address(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      if (uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below, without the text, which may hold a password
    }
    throw Problem.of(
            Problem.Kind.CONFIGURATION,
            "the address of the S3 store cannot be used",
            "set AWS_ENDPOINT_URL_S3 to one such as https://s3.example.com")
        .asException();
  }

  private static AwsCredentialsProvider credentials(Map<String, String> environment) {
    Optional<String> id = variable(environment, "AWS_ACCESS_KEY_ID");
    Optional<String> secret = variable(environment, "AWS_SECRET_ACCESS_KEY");
    if (id.isEmpty() || secret.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        variable(environment, "AWS_SESSION_TOKEN")
            .<AwsCredentials>map(
                token -> AwsSessionCredentials.create(id.get(), secret.get(), token))
            .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
  }

  private static Optional<String> variable(Map<String, String> environment, String... names) {
    return Stream.of(names)
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .findFirst();
  }
}
