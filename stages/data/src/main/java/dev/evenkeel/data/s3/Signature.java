package dev.evenkeel.data.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Request;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a client of S3 proves that it holds a key: AWS Signature Version 4, in the header
/// `Authorization`. Of requests without a body, so what a body would be is not looked at.
///
/// @param keyId names the key
/// @param date on which it signed, `yyyyMMdd`
/// @param headers that it signed, in its order
/// @param value what it computed, in hexadecimal
public record Signature(
    String keyId, String date, String region, List<String> headers, String value) {
  private static final Pattern FORM =
      Pattern.compile(
          "AWS4-HMAC-SHA256\\s+Credential=([A-Za-z0-9_-]{1,600})/(\\d{8})/([a-z0-9-]{1,40})/s3/aws4_request"
              + ",\\s*SignedHeaders=([a-z0-9;_-]{1,1000}),\\s*Signature=([0-9a-f]{64})");
  private static final int CHARS_MAX = 2_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String UNRESERVED = "-._~";

  /// Sorted. A request with any other has another signature than we compute, and is refused.
  private static final List<String> PARAMETERS =
      List.of(
          "continuation-token",
          "delimiter",
          "encoding-type",
          "fetch-owner",
          "list-type",
          "max-keys",
          "partNumber",
          "prefix",
          "start-after",
          "versionId",
          "x-id");

  public Signature {
    headers = List.copyOf(headers);
  }

  /// Reads the header; empty when it is no signature, or one that leaves out what must be signed.
  public static Optional<Signature> parse(String authorization) {
    Matcher form = FORM.matcher(authorization);
    if (authorization.length() > CHARS_MAX || !form.matches()) {
      return Optional.empty();
    }
    List<String> headers = Arrays.asList(form.group(4).split(";", -1));
    return headers.contains("host") && headers.contains("x-amz-date")
        ? Optional.of(
            new Signature(form.group(1), form.group(2), form.group(3), headers, form.group(5)))
        : Optional.empty();
  }

  /// When the client says that it signed; empty when it does not, or on another day.
  public Optional<Instant> at(Request request) {
    try {
      return request
          .header("x-amz-date")
          .filter(time -> time.startsWith(date))
          .map(time -> TIME.parse(time, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Whether whoever holds the secret signed this request.
  ///
  /// @param path decoded
  public boolean holds(String secret, String method, String path, Request request) {
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            request.header("x-amz-date").orElse(""),
            "%s/%s/s3/aws4_request".formatted(date, region),
            HexFormat.of()
                .formatHex(
                    Digests.start().digest(canonical(method, path, request).getBytes(UTF_8))));
    byte[] key = mac(("AWS4" + secret).getBytes(UTF_8), date);
    for (String step : List.of(region, "s3", "aws4_request")) {
      key = mac(key, step);
    }
    String expected = HexFormat.of().formatHex(mac(key, toSign));
    return MessageDigest.isEqual(expected.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private String canonical(String method, String path, Request request) {
    StringBuilder text = new StringBuilder();
    text.append(method).append('\n');
    text.append(encoded(path, true)).append('\n');
    text.append(query(request)).append('\n');
    for (String header : headers) {
      String sent = request.header(header).orElse("").strip().replaceAll(" +", " ");
      text.append(header).append(':').append(sent).append('\n');
    }
    text.append('\n').append(String.join(";", headers)).append('\n');
    return text.append(request.header("x-amz-content-sha256").orElse("")).toString();
  }

  private static String query(Request request) {
    List<String> pairs = new ArrayList<>();
    for (String name : PARAMETERS) {
      request.queries(name).stream()
          .map(sent -> name + "=" + encoded(sent, false))
          .sorted()
          .forEach(pairs::add);
    }
    return String.join("&", pairs);
  }

  private static String encoded(String text, boolean isPath) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      char letter = (char) (each & 0xFF);
      boolean isPlain =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || UNRESERVED.indexOf(letter) >= 0
              || (isPath && letter == '/');
      if (isPlain) {
        encoded.append(letter);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot check a signature", e);
    }
  }
}
