package dev.evenkeel.files;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.KeptFile;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.IngestResult;
import dev.evenkeel.data.Origin;
import dev.evenkeel.folders.Bundle;
import dev.evenkeel.folders.Frames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The addresses of datasets whose rows are files.
public final class FileRoutes {
  private static final String DATASET = "/api/v1/datasets/{name}";
  private static final int ASKED_BYTES_MAX = 2 << 20;

  private final Datasets datasets;
  private final FileDatasets files;
  private final Contents contents;
  private final Clock clock;

  public FileRoutes(Datasets datasets, FileDatasets files, Contents contents, Clock clock) {
    this.datasets = datasets;
    this.files = files;
    this.contents = contents;
    this.clock = clock;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return Stream.concat(
            Stream.of(
                    Route.post(
                        DATASET + "/contents/missing", "Which contents it lacks", this::missing),
                    Route.post(
                        DATASET + "/contents",
                        "Take contents in, as a tar or in frames",
                        this::take),
                    Route.post(DATASET + "/manifests", "Files by path as a version", this::publish))
                .map(route -> route.needs(Role.EDITOR)),
            Stream.of(
                    Route.post(
                        DATASET + "/contents/bundle",
                        "Some of its contents, as a tar",
                        this::bundle),
                    Route.get(
                        DATASET + "/contents/{digest}",
                        "One of its contents, or a part",
                        this::one))
                .map(route -> route.needs(Role.VIEWER)))
        .toList();
  }

  private Reply missing(Request request) {
    String dataset = editable(request);
    return Reply.json(Map.of("missing", contents.missing(dataset, digests(request))));
  }

  private Reply take(Request request) {
    String dataset = editable(request);
    boolean isFramed =
        request.header("Content-Type").filter(type -> type.equals(Frames.MEDIA_TYPE)).isPresent();
    Contents.Taken taken =
        isFramed
            ? contents.takeFrames(dataset, request.stream())
            : contents.take(dataset, request.stream());
    return Reply.json(Map.of("contents", taken.contents(), "stored", taken.stored()));
  }

  private Reply publish(Request request) {
    IngestResult result =
        files.publish(
            new FileDatasets.Listing(
                editable(request),
                request.stream(),
                clock.now(),
                request.query("message").orElse(""),
                Origin.of(request.query("source").orElse(""))));
    Map<String, Object> json = new LinkedHashMap<>();
    result
        .version()
        .ifPresent(version -> {
          json.put("dataset", version.dataset());
          json.put("version", version.number());
          json.put("files", version.total().rows());
          json.put("digest", version.digest());
        });
    json.put("rejected", result.rejected());
    return Reply.json(result.version().isPresent() ? 201 : 200, json);
  }

  private Reply bundle(Request request) {
    Contents.Bundled bundled = contents.bundle(visible(request), digests(request));
    return new Reply.Streamed(
        200,
        Bundle.MEDIA_TYPE,
        out -> {
          try (Bundle.Writer writer = new Bundle.Writer(out)) {
            bundled.writeTo(writer);
          }
        },
        Map.of());
  }

  private Reply one(Request request) {
    String dataset = visible(request);
    String digest = "sha256:" + request.path("digest");
    Contents.Content content =
        contents
            .find(dataset, digest)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "dataset `%s` has no such content".formatted(Names.abbreviate(dataset)),
                        "ask for a digest of its manifest")
                    .asException());
    KeptFile kept =
        new KeptFile(digest, content.bytes(), "application/octet-stream", content::open);
    return kept.reply(
        request,
        Map.of(
            "Content-Disposition", "attachment",
            "Cache-Control", "private, max-age=31536000, immutable"));
  }

  private String editable(Request request) {
    String dataset = Names.check("dataset", request.path("name"));
    datasets.demandEditor(dataset);
    return dataset;
  }

  private String visible(Request request) {
    String dataset = request.path("name");
    if (datasets.dataset(dataset).isEmpty()) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "dataset `%s` does not exist".formatted(Names.abbreviate(dataset)),
              "list them with: evenkeel data list")
          .asException();
    }
    return dataset;
  }

  private static List<String> digests(Request request) {
    JsonNode body = Json.parse(request.body(ASKED_BYTES_MAX), "the request's body");
    List<String> digests = new ArrayList<>();
    for (JsonNode digest : body.path("digests")) {
      digests.add(digest.asString(""));
    }
    return digests;
  }
}
