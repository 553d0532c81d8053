package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.store.Acting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The addresses that change datasets.
final class DatasetChangeRoutes {
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final int CONTRACT_BYTES_MAX = 4 << 20;

  private final Datasets datasets;
  private final Clock clock;
  private final BatchUploads uploads;

  private final Fetches fetches;

  DatasetChangeRoutes(Datasets datasets, Fetches fetches, Clock clock, long uploadBytesMax) {
    this.datasets = datasets;
    this.fetches = fetches;
    this.clock = clock;
    this.uploads = new BatchUploads(datasets, clock, uploadBytesMax);
  }

  List<Route> routes() {
    String dataset = DatasetRoutes.DATASET;
    String version = DatasetRoutes.VERSION;
    return Stream.of(
            Route.post(dataset + "/versions", "Ingest a batch as a version", uploads::take),
            Route.post(
                dataset + "/fetches", "Ingest what a source has that is not there", this::fetch),
            put(dataset + "/contract", "Store the contract of its batches", this::setContract),
            patch(dataset, "Describe a dataset", this::describe),
            put(dataset + "/tags/{tag}", "Tag a dataset", this::tag),
            delete(dataset + "/tags/{tag}", "Take a dataset's tag away", this::untag),
            put(dataset + "/aliases/{alias}", "Let an alias point at a version", this::alias),
            delete(dataset + "/aliases/{alias}", "Remove an alias", this::removeAlias),
            patch(version, "Describe a version", this::describeVersion),
            put(version + "/tags/{tag}", "Tag a version", this::tagVersion),
            delete(version + "/tags/{tag}", "Take a version's tag away", this::untagVersion),
            delete(version, "Delete a version that nothing refers to", this::expire),
            Route.post(
                version + "/verify", "Compare its files with what was written", this::verify),
            Route.post(dataset + "/rollback", "A new version equal to an old one", this::rollBack),
            Route.post(dataset + "/evolve", "Rename and add columns", this::evolve),
            Route.post(dataset + "/compact", "The same rows in fewer files", this::compact),
            Route.post(dataset + "/clean", "Free what no version needs", this::clean),
            Route.post(dataset + "/forget", "Take somebody out for good", this::forget))
        .map(route -> route.needs(Role.EDITOR))
        .toList();
  }

  private static Route put(String path, String summary, Route.Handler handler) {
    return new Route("PUT", path, summary, handler);
  }

  private static Route patch(String path, String summary, Route.Handler handler) {
    return new Route("PATCH", path, summary, handler);
  }

  private static Route delete(String path, String summary, Route.Handler handler) {
    return new Route("DELETE", path, summary, handler);
  }

  private Reply fetch(Request request) {
    JsonNode body = body(request);
    Optional<IngestResult> result =
        fetches.fetch(
            new Fetches.Fetch(
                request.path("name"),
                text(body, "address"),
                optional(body, "query"),
                optional(body, "watermark"),
                body.path("overwrite").asBoolean(false),
                clock.now(),
                optional(body, "message")));
    return result
        .map(some -> Reply.json(some.version().isPresent() ? 201 : 200, DatasetJson.ingested(some)))
        .orElseGet(() -> Reply.json(Map.of("dataset", request.path("name"), "isNew", false)));
  }

  private Reply setContract(Request request) {
    String yaml = new String(request.body(CONTRACT_BYTES_MAX), StandardCharsets.UTF_8);
    String contract = BatchContract.read(yaml, "the request's body").toString();
    datasets.setContract(request.path("name"), yaml);
    return Reply.json(Map.of("dataset", request.path("name"), "contract", contract));
  }

  private Reply describe(Request request) {
    datasets.labels().describe(request.path("name"), text(body(request), "description"));
    return done(request, "described");
  }

  private Reply tag(Request request) {
    datasets.labels().tag(request.path("name"), request.path("tag"), text(body(request), "value"));
    return done(request, "tagged");
  }

  private Reply untag(Request request) {
    datasets.labels().untag(request.path("name"), request.path("tag"));
    return done(request, "untagged");
  }

  private Reply alias(Request request) {
    DatasetVersion version = version(request, text(body(request), "version"));
    datasets.labels().setAlias(version, request.path("alias"));
    Map<String, Object> moved = new LinkedHashMap<>();
    moved.put("dataset", version.dataset());
    moved.put("alias", request.path("alias"));
    moved.put("version", version.number());
    return Reply.json(moved);
  }

  private Reply removeAlias(Request request) {
    datasets.labels().removeAlias(request.path("name"), request.path("alias"));
    return done(request, "removed");
  }

  private Reply describeVersion(Request request) {
    datasets
        .labels()
        .describe(DatasetRoutes.demand(datasets, request), text(body(request), "description"));
    return done(request, "described");
  }

  private Reply tagVersion(Request request) {
    datasets
        .labels()
        .tag(
            DatasetRoutes.demand(datasets, request),
            request.path("tag"),
            text(body(request), "value"));
    return done(request, "tagged");
  }

  private Reply untagVersion(Request request) {
    datasets.labels().untag(DatasetRoutes.demand(datasets, request), request.path("tag"));
    return done(request, "untagged");
  }

  private Reply expire(Request request) {
    datasets
        .operations()
        .expire(DatasetRoutes.demand(datasets, request), request.query("reason").orElse(""));
    return done(request, "deleted");
  }

  private Reply verify(Request request) {
    DatasetVersion version = DatasetRoutes.demand(datasets, request);
    List<DatasetOperations.Verified> files = datasets.operations().verify(version);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", version.toString());
    json.put("intact", files.stream().allMatch(DatasetOperations.Verified::isIntact));
    json.put(
        "files",
        files.stream()
            .map(file -> Map.of("name", file.file().name(), "state", file.state()))
            .toList());
    return Reply.json(json);
  }

  private Reply rollBack(Request request) {
    JsonNode body = body(request);
    DatasetVersion to = version(request, text(body, "to"));
    return made(datasets.operations().rollBack(to, clock.now(), optional(body, "message")));
  }

  private Reply evolve(Request request) {
    JsonNode body = body(request);
    Map<String, String> names = new LinkedHashMap<>();
    body.path("rename")
        .propertyStream()
        .forEach(each -> names.put(each.getKey(), each.getValue().asString("")));
    List<Property> added = new ArrayList<>();
    body.path("add")
        .propertyStream()
        .forEach(each -> added.add(column(each.getKey(), each.getValue().asString(""))));
    return made(
        datasets
            .operations()
            .evolve(request.path("name"), names, added, clock.now(), optional(body, "message")));
  }

  private static Property column(String name, String type) {
    for (LogicalType known : LogicalType.values()) {
      if (known.written().equals(type.toLowerCase(Locale.ROOT))) {
        return Property.of(name, known, false);
      }
    }
    throw new Problem(
            Problem.Kind.INPUT,
            "`%s` is no type of a column".formatted(Names.abbreviate(type)),
            "/add/" + Names.abbreviate(name),
            Stream.of(LogicalType.values()).map(LogicalType::written).toList().toString(),
            "")
        .asException();
  }

  private Reply compact(Request request) {
    Optional<DatasetVersion> version =
        datasets.operations().compact(request.path("name"), clock.now(), "compacted");
    return version.map(this::made).orElseGet(() -> Reply.json(Map.of("compacted", false)));
  }

  private Reply clean(Request request) {
    String name = request.path("name");
    OptionalInt last =
        request.query("keepLast").isPresent()
            ? OptionalInt.of(DatasetRoutes.number(request, "keepLast", 1))
            : OptionalInt.empty();
    Optional<Duration> young =
        request
            .query("youngerThanDays")
            .map(_ -> Duration.ofDays(DatasetRoutes.number(request, "youngerThanDays", 1)));
    Duration grace = Duration.ofDays(DatasetRoutes.number(request, "graceDays", 3));
    Cleaning.Policy policy = new Cleaning.Policy(last, young, grace);
    boolean dry = request.query("dryRun").map(value -> !value.equals("false")).orElse(false);
    Cleaning cleaning = datasets.cleaning();
    if (dry) {
      return Reply.json(cleaning.plan(name, policy));
    }
    if (request.query("progress").map(value -> !value.equals("false")).orElse(false)) {
      // While there is still a status to say it by.
      cleaning.demandMine(name);
      // The body is made after this returns, on behalf of nobody yet.
      Acting who = Acting.now();
      return CleaningStream.of(progress -> who.get(() -> cleaning.clean(name, policy, progress)));
    }
    return Reply.json(cleaning.clean(name, policy));
  }

  private Reply forget(Request request) {
    JsonNode body = body(request);
    String column = optional(body, "column");
    return Reply.json(
        DatasetJson.forgotten(
            datasets
                .forgetting()
                .forget(
                    request.path("name"),
                    column.isEmpty() ? Optional.empty() : Optional.of(column),
                    text(body, "key"),
                    clock.now(),
                    optional(body, "reason"))));
  }

  private DatasetVersion version(Request request, String reference) {
    return DatasetRoutes.demand(datasets, request, reference);
  }

  private Reply made(DatasetVersion version) {
    return Reply.json(201, DatasetJson.version(version, Map.of(), List.of()));
  }

  private static Reply done(Request request, String what) {
    return Reply.json(Map.of("dataset", request.path("name"), what, true));
  }

  private static JsonNode body(Request request) {
    return Json.parse(request.body(BODY_BYTES_MAX), "the request's body");
  }

  private static String text(JsonNode body, String key) {
    String value = optional(body, key);
    if (value.isEmpty() && !body.path(key).isString()) {
      throw new Problem(
              Problem.Kind.INPUT, "`%s` is missing".formatted(key), "/" + key, "a text", "")
          .asException();
    }
    return value;
  }

  private static String optional(JsonNode body, String key) {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString() && !value.isIntegralNumber()) {
      throw new Problem(Problem.Kind.INPUT, "`%s` is no text".formatted(key), "/" + key, "", "")
          .asException();
    }
    return value.asString();
  }
}
