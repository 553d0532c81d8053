package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.LineageGraph.Edge;
import dev.evenkeel.registry.LineageGraph.Node;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/// Follows a version back to its data, code and run and forward to where it served, and finds the
/// versions that were made of something.
public final class Lineage {
  private static final int FOUND_MAX = 200;
  private static final int SUBJECT_CHARS_MAX = 500;
  private static final Pattern VERSION = Pattern.compile("([^@]+)@([1-9]\\d{0,8})");
  private static final Pattern COPY = Pattern.compile("models:/([^/]+)/([1-9]\\d{0,8})");

  private final Database database;
  private final FactsReader reader;
  private final Registered registered;
  private final Aliases aliases;

  public Lineage(Database database, Registered registered, Tracking tracking) {
    this.database = database;
    this.reader = new FactsReader(registered, tracking);
    this.registered = registered;
    this.aliases = registered.aliases();
  }

  /// All that is known of a version.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  public VersionFacts facts(String model, int number) {
    return reader.read(model, number);
  }

  /// The metrics of versions of a model by their numbers, as [#facts] knows them, by a fixed number
  /// of statements however many versions there are.
  public Map<Integer, Map<String, Double>> metrics(String model, List<ModelVersion> versions) {
    return reader.metrics(model, versions);
  }

  /// What a version was made of and what became of it.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  public LineageGraph of(String model, int number) {
    VersionFacts facts = facts(model, number);
    Drawing drawing = new Drawing();
    String self = drawing.version(model, number);
    sources(drawing, facts, self);
    copies(drawing, facts.registered(), self);
    deployments(drawing, model, number, self);
    return drawing.graph(self, facts.missing());
  }

  private static void sources(Drawing drawing, VersionFacts facts, String self) {
    String maker = self;
    if (facts.registered().loggedModelId().isPresent()) {
      String id = facts.registered().loggedModelId().get();
      String logged =
          drawing.node(
              "logged-model:" + id,
              LineageGraph.Type.LOGGED_MODEL,
              facts.loggedModel().map(each -> each.name()).orElse(id),
              Map.of("id", id));
      drawing.edge(logged, self, "registered as");
      maker = logged;
    }
    if (facts.registered().runId().isPresent()) {
      String id = facts.registered().runId().get();
      String name = facts.run().map(each -> each.info().name()).orElse(id);
      String run = drawing.node("run:" + id, LineageGraph.Type.RUN, name, Map.of("run_id", id));
      drawing.edge(run, maker, "produced");
      maker = run;
    }
    if (facts.version().pipelineRun().isPresent()) {
      String id = facts.version().pipelineRun().get();
      String run =
          drawing.node("pipeline-run:" + id, LineageGraph.Type.PIPELINE_RUN, id, Map.of("run", id));
      drawing.edge(run, maker, "trained");
      maker = run;
    }
    for (String dataset : facts.datasets()) {
      drawing.edge(
          drawing.node("dataset:" + dataset, LineageGraph.Type.DATASET, dataset, Map.of()),
          maker,
          "input of");
    }
    if (!facts.code().isEmpty()) {
      drawing.edge(
          drawing.node(
              "code:" + facts.code(),
              LineageGraph.Type.CODE,
              facts.code(),
              Map.of("script", facts.script())),
          maker,
          "ran as");
    }
  }

  private void copies(Drawing drawing, RegisteredVersion version, String self) {
    Matcher original = COPY.matcher(version.source());
    if (original.matches() && isSeen(original.group(1))) {
      drawing.edge(
          drawing.version(original.group(1), Integer.parseInt(original.group(2))), self, "copied");
    }
    String source = "models:/%s/%d".formatted(version.model(), version.number());
    versions(REGISTRY_MODEL_VERSION.SOURCE.eq(source))
        .forEach(
            copy -> drawing.edge(self, drawing.version(copy.model(), copy.number()), "copied"));
  }

  private boolean isSeen(String model) {
    return registered.serving().isSeen(model);
  }

  /// An alias served a version from the move to it until its next move.
  private void deployments(Drawing drawing, String model, int number, String self) {
    Map<String, String> until = new LinkedHashMap<>();
    for (AliasMove move : aliases.history(model, FOUND_MAX)) {
      if (move.number() == number) {
        String id = "deployment:%s/%s@%s".formatted(model, move.alias(), move.at());
        Map<String, String> facets = new LinkedHashMap<>();
        facets.put("alias", move.alias());
        facets.put("from", move.at().toString());
        facets.put("until", until.getOrDefault(move.alias(), ""));
        facets.put("actor", move.actor());
        facets.put("reason", move.reason());
        String state = until.containsKey(move.alias()) ? " (past)" : "";
        drawing.edge(
            self,
            drawing.node(id, LineageGraph.Type.DEPLOYMENT, move.alias() + state, facets),
            "served as");
      }
      until.put(move.alias(), move.at().toString());
    }
  }

  /// The versions that were made of something, the newest first, at most 200.
  ///
  /// @param subject `dataset:NAME@VERSION`, `run:ID`, `code:COMMIT`, `version:NAME@NUMBER`, or
  ///   `deployment:NAME/ALIAS` for the version that an alias points at
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for anything else
  public LineageGraph from(String subject) {
    int colon = subject.indexOf(':');
    if (colon < 1 || subject.length() > SUBJECT_CHARS_MAX) {
      throw unknown(subject);
    }
    String name = subject.substring(colon + 1);
    return switch (subject.substring(0, colon)) {
      case "dataset" -> made(subject, LineageGraph.Type.DATASET, name, "trained", ofDataset(name));
      case "run" ->
          made(
              subject,
              LineageGraph.Type.RUN,
              name,
              "produced",
              REGISTRY_MODEL_VERSION.RUN_ID.eq(name));
      case "code", "commit" ->
          made("code:" + name, LineageGraph.Type.CODE, name, "trained", ofCode(name));
      case "version" -> ofVersion(subject, name);
      case "deployment" -> ofDeployment(subject, name);
      default -> throw unknown(subject);
    };
  }

  private LineageGraph ofVersion(String subject, String name) {
    Matcher version = VERSION.matcher(name);
    if (!version.matches()) {
      throw unknown(subject);
    }
    return of(version.group(1), Integer.parseInt(version.group(2)));
  }

  private LineageGraph ofDeployment(String subject, String name) {
    int slash = name.indexOf('/');
    String model = slash < 0 ? name : name.substring(0, slash);
    String alias = slash < 0 ? Models.CHAMPION : name.substring(slash + 1);
    Integer number = aliases.of(model).get(alias);
    if (number == null) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "nothing is deployed as `%s`".formatted(Names.abbreviate(subject)),
              "")
          .asException();
    }
    return of(model, number);
  }

  private LineageGraph made(
      String subject, LineageGraph.Type type, String name, String kind, Condition condition) {
    Drawing drawing = new Drawing();
    String self = drawing.node(subject, type, name, Map.of());
    versions(condition)
        .forEach(made -> drawing.edge(self, drawing.version(made.model(), made.number()), kind));
    return drawing.graph(self, List.of());
  }

  private static Condition ofDataset(String name) {
    Condition own =
        REGISTRY_MODEL_VERSION.DATASET.eq(name).and(DSL.condition("length(dataset) <= 500"));
    int at = name.lastIndexOf('@');
    if (at < 1) {
      return own;
    }
    return own.or(
        REGISTRY_MODEL_VERSION.RUN_ID.in(
            DSL.select(REGISTRY_RUN_DATASET.RUN_ID)
                .from(REGISTRY_RUN_DATASET)
                .join(REGISTRY_DATASET)
                .on(REGISTRY_DATASET.ID.eq(REGISTRY_RUN_DATASET.DATASET_ID))
                .where(REGISTRY_DATASET.NAME.eq(name.substring(0, at)))
                .and(REGISTRY_DATASET.DIGEST.eq(name.substring(at + 1)))));
  }

  /// Tags are found by the runs of versions, which are far fewer than runs.
  private static Condition ofCode(String commit) {
    return REGISTRY_MODEL_VERSION
        .CODE
        .eq(commit)
        .and(DSL.condition("length(code) <= 500"))
        .or(
            DSL.exists(
                DSL.selectOne()
                    .from(REGISTRY_RUN_TAG)
                    .where(REGISTRY_RUN_TAG.RUN_ID.eq(REGISTRY_MODEL_VERSION.RUN_ID))
                    .and(REGISTRY_RUN_TAG.KEY.eq(FactsReader.COMMIT_TAG))
                    .and(REGISTRY_RUN_TAG.VALUE.eq(commit))));
  }

  private record Found(String model, int number) {}

  private List<Found> versions(Condition condition) {
    return database.read(sql ->
        sql.select(REGISTRY_MODEL_VERSION.MODEL, REGISTRY_MODEL_VERSION.NUMBER)
            .from(REGISTRY_MODEL_VERSION)
            .where(condition)
            .and(Models.EXISTS)
            .and(ProjectScope.ofModel(REGISTRY_MODEL_VERSION.MODEL))
            .orderBy(REGISTRY_MODEL_VERSION.ID.desc())
            .limit(FOUND_MAX)
            .fetch(row -> new Found(row.value1(), row.value2())));
  }

  private static RuntimeException unknown(String subject) {
    return new Problem(
            Problem.Kind.INPUT,
            "`%s` names nothing that versions are made of".formatted(Names.abbreviate(subject)),
            "query parameter `subject`",
            "dataset:NAME@VERSION, run:ID, code:COMMIT, version:NAME@NUMBER or"
                + " deployment:NAME/ALIAS",
            "")
        .asException();
  }

  /// A graph while it grows.
  private static final class Drawing {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    String node(String id, LineageGraph.Type type, String name, Map<String, String> facets) {
      nodes.putIfAbsent(id, new Node(id, type, name, facets));
      return id;
    }

    String version(String model, int number) {
      String name = model + "@" + number;
      return node("version:" + name, LineageGraph.Type.MODEL_VERSION, name, Map.of());
    }

    void edge(String from, String to, String kind) {
      edges.add(new Edge(from, to, kind));
    }

    LineageGraph graph(String subject, List<String> missing) {
      return new LineageGraph(subject, List.copyOf(nodes.values()), edges, missing);
    }
  }
}
