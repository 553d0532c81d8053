package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A registry that speaks OCI's distribution specification 1.1.
final class RemoteRegistry implements OciStore {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int REDIRECTS_MAX = 5;

  private final OciReference place;
  private final URI root;
  private final boolean plainHttp;
  private final RegistryLogin login;
  // Redirects are followed by hand: what we log in by is for the registry alone.
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /// @param environment the process's variables
  RemoteRegistry(OciReference place, boolean plainHttp, Map<String, String> environment) {
    this.place = place;
    this.plainHttp = plainHttp || place.isLoopback();
    this.root =
        URI.create(
            "%s://%s/v2/%s/"
                .formatted(this.plainHttp ? "http" : "https", place.host(), place.repository()));
    this.login = new RegistryLogin(client, place.host(), this.plainHttp, environment);
  }

  @Override
  public Optional<byte[]> manifest(String reference) throws IOException {
    HttpResponse<InputStream> response =
        send(
            HttpRequest.newBuilder(root.resolve("manifests/" + reference))
                .header("Accept", MANIFEST)
                .GET());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 404) {
        return Optional.empty();
      }
      demand(response, 200, "gives no manifest");
      byte[] read = body.readNBytes(MANIFEST_BYTES_MAX + 1);
      if (read.length > MANIFEST_BYTES_MAX) {
        throw Problem.of(
                Problem.Kind.TOO_LARGE,
                "the manifest %s is larger than 4 MiB".formatted(reference),
                "")
            .asException();
      }
      return Optional.of(read);
    }
  }

  @Override
  public InputStream blob(Descriptor blob) throws IOException {
    HttpResponse<InputStream> response =
        send(HttpRequest.newBuilder(root.resolve("blobs/" + blob.digest())).GET());
    for (int hops = 0; response.statusCode() / 100 == 3 && hops < REDIRECTS_MAX; hops++) {
      response.body().close();
      URI target = target(response);
      if (target.getHost() == null || !isAllowed(target)) {
        throw refused("sends us to `%s` for a blob".formatted(target.getScheme()));
      }
      response = raw(HttpRequest.newBuilder(target).timeout(PATIENCE).GET().build());
    }
    demand(response, 200, "does not give blob " + blob.digest());
    return response.body();
  }

  @Override
  public void put(Descriptor blob, Path content) throws IOException {
    HttpResponse<InputStream> asked =
        send(
            HttpRequest.newBuilder(root.resolve("blobs/" + blob.digest()))
                .method("HEAD", BodyPublishers.noBody()));
    asked.body().close();
    if (asked.statusCode() == 200) {
      return;
    }
    HttpResponse<InputStream> begun =
        send(HttpRequest.newBuilder(root.resolve("blobs/uploads/")).POST(BodyPublishers.noBody()));
    demand(begun, 202, "takes no blob");
    begun.body().close();
    URI upload = target(begun);
    if (!root.getAuthority().equals(upload.getAuthority()) || !isAllowed(upload)) {
      throw refused("wants uploads sent to another host");
    }
    String query = upload.getRawQuery() == null ? "?" : "&";
    put(
        URI.create(upload + query + "digest=" + blob.digest()),
        "application/octet-stream",
        BodyPublishers.ofFile(content),
        "does not take blob " + blob.digest());
  }

  @Override
  public void putManifest(String tag, byte[] manifest) throws IOException {
    put(
        root.resolve("manifests/" + tag),
        MANIFEST,
        BodyPublishers.ofByteArray(manifest),
        "does not take the manifest");
  }

  private void put(URI address, String type, BodyPublisher body, String otherwise)
      throws IOException {
    HttpResponse<InputStream> response =
        send(HttpRequest.newBuilder(address).header("Content-Type", type).PUT(body));
    demand(response, 201, otherwise);
    response.body().close();
  }

  private URI target(HttpResponse<?> response) {
    try {
      return response
          .uri()
          .resolve(response.headers().firstValue("Location").orElseThrow(this::astray));
    } catch (IllegalArgumentException e) {
      throw astray();
    }
  }

  private RuntimeException astray() {
    return refused("sends us nowhere");
  }

  private boolean isAllowed(URI address) {
    return "https".equals(address.getScheme()) || (plainHttp && "http".equals(address.getScheme()));
  }

  /// Logs in when it is asked to, and then asks once more.
  private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
    request.timeout(PATIENCE);
    login.header().ifPresent(header -> request.setHeader("Authorization", header));
    HttpResponse<InputStream> response = raw(request.build());
    if (response.statusCode() != 401) {
      return response;
    }
    response.body().close();
    request.setHeader("Authorization", login.answer(response, place.repository()));
    HttpResponse<InputStream> second = raw(request.build());
    if (second.statusCode() == 401) {
      second.body().close();
      throw login.wrong();
    }
    return second;
  }

  private HttpResponse<InputStream> raw(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot ask the registry: interrupted", e);
    }
  }

  private void demand(HttpResponse<InputStream> response, int status, String otherwise)
      throws IOException {
    if (response.statusCode() == status) {
      return;
    }
    response.body().close();
    Problem.Kind kind =
        switch (response.statusCode()) {
          case 401 -> Problem.Kind.UNAUTHENTICATED;
          case 403 -> Problem.Kind.FORBIDDEN;
          case 404 -> Problem.Kind.NOT_FOUND;
          case 429 -> Problem.Kind.BUSY;
          default -> Problem.Kind.ENVIRONMENT;
        };
    throw new Problem(
            kind,
            "the registry at %s %s (status %d)"
                .formatted(place.host(), otherwise, response.statusCode()),
            "",
            "",
            kind == Problem.Kind.UNAUTHENTICATED || kind == Problem.Kind.FORBIDDEN
                ? "log in with `docker login`, or set EVENKEEL_OCI_USER and EVENKEEL_OCI_PASSWORD"
                : "")
        .asException();
  }

  private RuntimeException refused(String what) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT, "the registry at %s %s".formatted(place.host(), what), "")
        .asException();
  }

  @Override
  public String name() {
    return place.host() + "/" + place.repository();
  }

  @Override
  public void close() {
    client.close();
  }
}
