package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.KeptFile;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.profiles.Anomaly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/// The addresses of datasets: what can be read of them, and with [DatasetChangeRoutes] what changes
/// them.
public final class DatasetRoutes {
  static final String DATASET = "/api/v1/datasets/{name}";
  static final String VERSION = DATASET + "/versions/{version}";
  private static final String PARQUET = "application/vnd.apache.parquet";
  private static final int PAGE = 100;

  private final Datasets datasets;
  private final DatasetChangeRoutes changes;

  /// @param uploadBytesMax a larger batch is refused
  public DatasetRoutes(Datasets datasets, Fetches fetches, Clock clock, long uploadBytesMax) {
    this.datasets = datasets;
    this.changes = new DatasetChangeRoutes(datasets, fetches, clock, uploadBytesMax);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/api/v1/datasets", "Datasets by name", this::list));
    routes.add(Route.get(DATASET, "A dataset and its newest version", this::show));
    routes.add(Route.get(DATASET + "/contract", "The contract of its batches", this::contract));
    routes.add(Route.get(DATASET + "/versions", "Versions, newest first", this::versions));
    routes.add(
        Route.get(
            VERSION, "A version by number, alias, tag or time, with its files", this::version));
    routes.add(
        Route.get(VERSION + "/rows", "A version's rows as Parquet, CSV or JSON lines", this::rows));
    routes.add(
        Route.get(
            VERSION + "/files/{file}", "One of a version's data files, or a part", this::file));
    routes.add(
        Route.get(
            VERSION + "/contract",
            "The contract under which it was published",
            this::versionsContract));
    routes.add(Route.get(VERSION + "/quarantine", "Rejected rows of its batch", this::quarantine));
    routes.add(Route.get(DATASET + "/diff", "What differs between two versions", this::diff));
    routes.add(
        Route.get(
            DATASET + "/history",
            "What each batch brought, and what of it is far from those before",
            this::history));
    List<Route> guarded =
        new ArrayList<>(routes.stream().map(route -> route.needs(Role.VIEWER)).toList());
    guarded.addAll(changes.routes());
    return guarded;
  }

  private Reply list(Request request) {
    int limit = Math.min(PAGE, number(request, "limit", PAGE));
    // One more says whether a page follows.
    List<Dataset> found =
        datasets.datasets(
            request.query("name").orElse(""), request.query("after").orElse(""), limit + 1);
    List<Dataset> shown = found.subList(0, Math.min(limit, found.size()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("datasets", shown.stream().map(each -> DatasetJson.dataset(datasets, each)).toList());
    if (found.size() > limit) {
      String name = request.query("name").map(part -> "&name=" + encoded(part)).orElse("");
      page.put("next", "?after=%s&limit=%d%s".formatted(shown.getLast().name(), limit, name));
    }
    return Reply.json(page);
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private Reply show(Request request) {
    Dataset dataset = dataset(request);
    Map<String, Object> json = DatasetJson.dataset(datasets, dataset);
    return Reply.json(json);
  }

  private Dataset dataset(Request request) {
    String name = request.path("name");
    return datasets.dataset(name).orElseThrow(() -> DatasetRows.unknown(name));
  }

  private Reply contract(Request request) {
    Dataset dataset = dataset(request);
    return dataset
        .contract()
        .map(DatasetRoutes::yaml)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "dataset `%s` has no contract".formatted(dataset.name()),
                    "store one with PUT")
                .asException());
  }

  private Reply versionsContract(Request request) {
    DatasetVersion version = demand(datasets, request);
    return datasets
        .contract(version)
        .map(DatasetRoutes::yaml)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "the contract of %s, %s, was not kept".formatted(version, version.contract()),
                    "versions keep it since they were published by this release")
                .asException());
  }

  private static Reply yaml(String document) {
    return new Reply.Whole(
        200,
        "application/yaml; charset=utf-8",
        document.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Map.of());
  }

  private Reply versions(Request request) {
    Dataset dataset = dataset(request);
    int before = number(request, "before", Integer.MAX_VALUE);
    int limit = Math.min(PAGE, number(request, "limit", PAGE));
    List<DatasetVersion> found = datasets.allVersions(dataset.name(), before, limit);
    Map<Integer, Map<String, String>> tags =
        datasets.labels().tags(dataset.name(), found.stream().map(DatasetVersion::number).toList());
    Map<String, Integer> aliases = datasets.labels().aliases(dataset.name());
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(
        "versions",
        found.stream()
            .map(each ->
                DatasetJson.version(
                    each,
                    tags.getOrDefault(each.number(), Map.of()),
                    aliases.entrySet().stream()
                        .filter(alias -> alias.getValue() == each.number())
                        .map(Map.Entry::getKey)
                        .toList()))
            .toList());
    if (found.size() == limit && found.getLast().number() > 1) {
      page.put("next", "?before=%d&limit=%d".formatted(found.getLast().number(), limit));
    }
    return Reply.json(page);
  }

  private Reply history(Request request) {
    Dataset dataset = dataset(request);
    int before = number(request, "before", Integer.MAX_VALUE);
    int limit = Math.min(PAGE, number(request, "limit", Anomaly.EARLIER_MAX));
    List<DatasetHistory.Entry> found =
        new DatasetHistory(datasets).of(dataset.name(), before, limit);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("history", found.stream().map(DatasetJson::history).toList());
    if (found.size() == limit && found.getLast().version().number() > 1) {
      page.put("next", "?before=%d&limit=%d".formatted(found.getLast().version().number(), limit));
    }
    return Reply.json(page);
  }

  private Reply version(Request request) {
    return Reply.json(DatasetJson.whole(datasets, demandBatch(request), classified(request)));
  }

  /// The version that an address names, or a batch that was rejected.
  private DatasetVersion demandBatch(Request request) {
    return datasets.demandBatch(
        new DatasetReference(
            dataset(request).name(), DatasetReference.pointer(request.path("version"))));
  }

  /// Editors see all values when they ask for them, as in quarantine.
  private ClassifiedColumns classified(Request request) {
    if (isUnmasked(request)) {
      datasets.demandEditor(request.path("name"));
      return ClassifiedColumns.NONE;
    }
    return ClassifiedColumns.of(datasets, dataset(request));
  }

  private static boolean isUnmasked(Request request) {
    return request.query("unmasked").filter("true"::equals).isPresent();
  }

  /// The version that an address names.
  static DatasetVersion demand(Datasets datasets, Request request) {
    return demand(datasets, request, request.path("version"));
  }

  static DatasetVersion demand(Datasets datasets, Request request, String version) {
    String name = request.path("name");
    if (datasets.dataset(name).isEmpty()) {
      throw DatasetRows.unknown(name);
    }
    return datasets.demand(new DatasetReference(name, DatasetReference.pointer(version)));
  }

  /// What is read by its parts stays the same for ever, so whoever has it need not ask again.
  private Reply file(Request request) {
    DatasetVersion version = demand(datasets, request);
    StoredFile file =
        datasets.files(version).stream()
            .filter(each -> each.name().equals(request.path("file")))
            .findFirst()
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "%s has no file `%s`"
                            .formatted(version, Names.abbreviate(request.path("file"))),
                        "its files are listed by GET " + address(version))
                    .asException());
    KeptFile kept =
        new KeptFile(
            file.sha256(),
            file.size(),
            PARQUET,
            from -> TableFiles.opened(datasets.local(file), from));
    return kept.reply(request, Map.of("Cache-Control", "private, max-age=31536000, immutable"));
  }

  /// The address of a version, by its number.
  static String address(DatasetVersion version) {
    return "/api/v1/datasets/%s/versions/%d".formatted(version.dataset(), version.number());
  }

  private Reply rows(Request request) {
    DatasetVersion version = demand(datasets, request);
    String format = request.query("format").orElse("parquet");
    if (!List.of("parquet", "csv", "jsonl").contains(format)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no format".formatted(Names.abbreviate(format)),
              "query parameter `format`",
              "parquet, csv or jsonl",
              "")
          .asException();
    }
    Path file = datasets.scratch().resolve(UUID.randomUUID() + "." + format);
    try {
      switch (format) {
        case "csv" -> datasets.exports().csv(version, file);
        case "jsonl" -> datasets.exports().lines(version, file);
        default -> datasets.exports().parquet(version, file);
      }
      return new Reply.Streamed(
          200,
          media(format),
          out -> {
            try {
              Files.copy(file, out);
            } finally {
              Files.deleteIfExists(file);
            }
          },
          Map.of("X-Evenkeel-Digest", version.digest()),
          OptionalLong.of(Files.size(file)));
    } catch (IOException e) {
      throw Publisher.unwritable(e);
    }
  }

  private static String media(String format) {
    return switch (format) {
      case "csv" -> "text/csv; charset=utf-8";
      case "jsonl" -> "application/x-ndjson";
      default -> PARQUET;
    };
  }

  private Reply quarantine(Request request) {
    DatasetVersion version = demandBatch(request);
    int limit = Math.min(1_000, number(request, "limit", PAGE));
    int after = number(request, "after", 0);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("rejected", version.rejected());
    page.put(
        "rows",
        isUnmasked(request)
            ? datasets.rejected().unmasked(version, after, limit)
            : datasets.rejected().page(version, after, limit));
    if (after + limit < version.rejected()) {
      page.put("next", "?after=%d&limit=%d".formatted(after + limit, limit));
    }
    return Reply.json(page);
  }

  private Reply diff(Request request) {
    DatasetVersion from = demand(datasets, request, parameter(request, "from"));
    DatasetVersion to = demand(datasets, request, request.query("to").orElse("latest"));
    VersionDiffs.Rows rows =
        request
            .query("key")
            .<VersionDiffs.Rows>map(VersionDiffs.Rows.ByKey::new)
            .orElseGet(() ->
                request.query("rows").isPresent()
                    ? new VersionDiffs.Rows.Whole()
                    : new VersionDiffs.Rows.ByFile());
    return Reply.json(DatasetJson.diff(datasets.diffs().of(from, to, rows), classified(request)));
  }

  static String parameter(Request request, String name) {
    return request
        .query(name)
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "`%s` is missing".formatted(name),
                    "query parameter",
                    "",
                    "")
                .asException());
  }

  static int number(Request request, String parameter, int otherwise) {
    return request
        .query(parameter)
        .map(text -> {
          if (!text.matches("[1-9]\\d{0,8}")) {
            throw new Problem(
                    Problem.Kind.INPUT,
                    "`%s` is no number".formatted(Names.abbreviate(text)),
                    "query parameter `%s`".formatted(parameter),
                    "a number from 1",
                    "")
                .asException();
          }
          return Integer.parseInt(text);
        })
        .orElse(otherwise);
  }
}
