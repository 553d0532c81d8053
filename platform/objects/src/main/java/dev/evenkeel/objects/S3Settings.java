package dev.evenkeel.objects;

import dev.evenkeel.base.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the bucket is.
///
/// @param bucket its name
/// @param prefix before every key: empty, or ends with `/`
/// @param endpoint of a store beside Amazon's
/// @param region of the bucket
record S3Settings(String bucket, String prefix, Optional<URI> endpoint, String region) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*");
  private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final int PREFIX_MAX = 512;

  static S3Settings read(YamlMap map) {
    String bucket = map.text("bucket");
    demand(BUCKET.matcher(bucket).matches(), map, "bucket", "the name of a bucket, such as models");
    String prefix = map.optionalText("prefix").orElse("");
    String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    demand(
        folder.length() <= PREFIX_MAX && PREFIX.matcher(folder).matches(),
        map,
        "prefix",
        "a path such as evenkeel/blobs");
    Optional<URI> endpoint = map.optionalText("endpoint").map(text -> endpoint(map, text));
    String region = map.optionalText("region").orElse("us-east-1");
    demand(REGION.matcher(region).matches(), map, "region", "a region such as eu-central-1");
    return new S3Settings(bucket, folder, endpoint, region);
  }

  private static URI endpoint(YamlMap map, String text) {
    try {
      URI uri = new URI(text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // said below, without the text, which may hold a password
    }
    throw wrong(map, "endpoint", "an address such as https://s3.example.com");
  }

  private static void demand(boolean isRight, YamlMap map, String key, String expected) {
    if (!isRight) {
      throw wrong(map, key, expected);
    }
  }

  private static RuntimeException wrong(YamlMap map, String key, String expected) {
    return map.placeOf(key).problem("`%s` cannot be used".formatted(key), expected).asException();
  }

  /// As people write it.
  String address() {
    return "s3://%s/%s".formatted(bucket, prefix);
  }
}
