package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.TableKeys.Grant;
import dev.evenkeel.data.s3.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/// The files of tables, as S3 offers objects: engines that follow Iceberg's metadata open `s3://`
/// names, and the warehouse may be a folder of this machine. To read, by exact name; a key opens
/// the files of one table.
final class TableFileRoutes {
  static final String PREFIX = "/iceberg/s3";

  private static final Duration SKEW_MAX = Duration.ofMinutes(15);
  private static final DateTimeFormatter HTTP_TIME =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final TableFiles files;
  private final TableKeys keys;
  private final KeyHolders holders;
  private final Clock clock;

  TableFileRoutes(TableFiles files, TableKeys keys, KeyHolders holders, Clock clock) {
    this.files = files;
    this.keys = keys;
    this.holders = holders;
    this.clock = clock;
  }

  /// Open, since the signature says who asks.
  Route route() {
    return Route.get(
            PREFIX + "/{bucket}/{key...}",
            "A file of a dataset's table, as S3 offers objects; opened by the key that came with"
                + " the table",
            this::object)
        .open();
  }

  private Reply object(Request request) {
    String authorization = request.header("Authorization").orElse("");
    if (authorization.isEmpty()) {
      return refused(401, "AccessDenied", "the request is not signed");
    }
    Optional<Signature> signature = Signature.parse(authorization);
    if (signature.isEmpty()) {
      return refused(400, "AuthorizationHeaderMalformed", "it is no Signature Version 4");
    }
    String location = "s3://%s/%s".formatted(request.path("bucket"), request.path("key"));
    Optional<Instant> at = signature.get().at(request);
    if (at.isEmpty() || Duration.between(at.get(), clock.now()).abs().compareTo(SKEW_MAX) > 0) {
      return refused(403, "RequestTimeTooSkewed", "compare the clocks of both machines");
    }
    if (!isSigned(signature.get(), request)) {
      return refused(403, "SignatureDoesNotMatch", "the key opens nothing here");
    }
    Optional<Grant> grant = keys.opens(signature.get().keyId());
    if (grant.isEmpty()) {
      return refused(403, "ExpiredToken", "load the table again: its keys last an hour");
    }
    if (!holders.mayRead(grant.get().holder(), grant.get().project())) {
      return refused(403, "InvalidToken", "whom the key was given to may no longer read this");
    }
    return files
        .find(grant.get(), location)
        .map(found -> found.file().reply(request, headers(found)))
        .orElseGet(() -> refused(404, "NoSuchKey", "the table has no such file"));
  }

  /// What asks for the headers alone comes here too, signed as what it is.
  private boolean isSigned(Signature signature, Request request) {
    String secret = keys.secret(signature.keyId());
    String path = "%s/%s/%s".formatted(PREFIX, request.path("bucket"), request.path("key"));
    return signature.holds(secret, "GET", path, request)
        || signature.holds(secret, "HEAD", path, request);
  }

  private static Map<String, String> headers(TableFiles.Found found) {
    return Map.of(
        "Last-Modified",
        HTTP_TIME.format(found.changed()),
        "Cache-Control",
        "private, max-age=31536000, immutable");
  }

  private static Reply refused(int status, String code, String message) {
    String body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, message);
    return new Reply.Whole(
        status, "application/xml", body.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
