package dev.evenkeel.data.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Request;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of Amazon's own documentation, "Authenticating Requests: Using the Authorization
/// Header".
class SignatureTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final Map<String, String> HEADERS =
      Map.of(
          "host", "examplebucket.s3.amazonaws.com",
          "range", "bytes=0-9",
          "x-amz-content-sha256", EMPTY,
          "x-amz-date", "20130524T000000Z");
  private static final String PART =
      authorization(
          "host;range;x-amz-content-sha256;x-amz-date",
          "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

  private static String authorization(String headers, String signature) {
    return "AWS4-HMAC-SHA256 "
        + "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        + "SignedHeaders=%s,Signature=%s".formatted(headers, signature);
  }

  private static Signature signature(String authorization) {
    return Signature.parse(authorization).orElseThrow();
  }

  /// What a client sent.
  private record Sent(Map<String, String> headers, Map<String, String> query) implements Request {
    @Override
    public String path(String name) {
      return "";
    }

    @Override
    public Optional<String> query(String name) {
      return Optional.ofNullable(query.get(name));
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    @Override
    public byte[] body(int bytesMax) {
      return new byte[0];
    }

    @Override
    public InputStream stream() {
      return InputStream.nullInputStream();
    }
  }

  @Test
  void holdsForAPartOfAnObject() {
    assertThat(signature(PART).keyId()).isEqualTo("AKIAIOSFODNN7EXAMPLE");
    assertThat(signature(PART).holds(SECRET, "GET", "/test.txt", new Sent(HEADERS, Map.of())))
        .isTrue();
  }

  @Test
  void holdsForParameters() {
    Signature list =
        signature(
            authorization(
                "host;x-amz-content-sha256;x-amz-date",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));

    assertThat(
            list.holds(
                SECRET, "GET", "/", new Sent(HEADERS, Map.of("prefix", "J", "max-keys", "2"))))
        .isTrue();
    assertThat(list.holds(SECRET, "GET", "/", new Sent(HEADERS, Map.of("prefix", "J")))).isFalse();
  }

  @Test
  void failsForAnythingElse() {
    Signature part = signature(PART);
    Sent sent = new Sent(HEADERS, Map.of());
    Map<String, String> whole = new HashMap<>(HEADERS);
    whole.put("range", "bytes=0-");

    assertThat(part.holds(SECRET + "x", "GET", "/test.txt", sent)).isFalse();
    assertThat(part.holds(SECRET, "HEAD", "/test.txt", sent)).isFalse();
    assertThat(part.holds(SECRET, "GET", "/other.txt", sent)).isFalse();
    assertThat(part.holds(SECRET, "GET", "/test.txt", new Sent(whole, Map.of()))).isFalse();
    assertThat(part.holds(SECRET, "GET", "/test.txt", new Sent(HEADERS, Map.of("x-id", "a"))))
        .isFalse();
  }

  @Test
  void knowsWhenItWasMade() {
    Map<String, String> later = new HashMap<>(HEADERS);
    later.put("x-amz-date", "20130525T000000Z");

    assertThat(signature(PART).at(new Sent(HEADERS, Map.of())))
        .contains(Instant.parse("2013-05-24T00:00:00Z"));
    for (Map<String, String> headers : List.of(later, Map.of("x-amz-date", "20130524Tx"))) {
      assertThat(signature(PART).at(new Sent(headers, Map.of()))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer abc",
        "AWS AKIA:abc",
        "AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/s3/aws4_request",
        "AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/iam/aws4_request,SignedHeaders=host;"
            + "x-amz-date,Signature="
            + EMPTY,
        "AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,"
            + "Signature="
            + EMPTY
      })
  void isNothingElse(String authorization) {
    assertThat(Signature.parse(authorization)).isEmpty();
  }
}
