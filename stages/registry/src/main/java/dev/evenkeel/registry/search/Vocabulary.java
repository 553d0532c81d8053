package dev.evenkeel.registry.search;

import dev.evenkeel.base.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The keys that one of the searches knows, in all their spellings (`mlflow/utils/search_utils.py`
/// and, for logged models, `search_logged_model_utils.py`).
///
/// @param owners what may stand before the point
/// @param texts attributes that are texts: their spellings, and the name that each stands for
/// @param numbers the same for attributes that are numbers
/// @param orders attributes that an order may name, in the same way
/// @param listed attributes that `IN` may ask about
/// @param listsAll whether it may ask about params and tags too
/// @param sortsAll whether an order may name metrics, params and tags
/// @param absent what `IS NULL` may ask about
record Vocabulary(
    Map<String, Entity> owners,
    Map<String, String> texts,
    Map<String, String> numbers,
    Map<String, String> orders,
    Set<String> listed,
    boolean listsAll,
    boolean sortsAll,
    Set<Entity> absent) {
  private static final Map<String, String> DATASET = same("name", "digest", "context");

  /// Of `runs/search`.
  static final Vocabulary RUNS = runs();

  /// Of `experiments/search`.
  static final Vocabulary EXPERIMENTS =
      new Vocabulary(
          owners("attribute attributes", "tag tags"),
          same("name", "experiment_id"),
          same("creation_time", "last_update_time"),
          same("name", "experiment_id", "creation_time", "last_update_time"),
          Set.of("experiment_id"),
          false,
          false,
          Set.of(Entity.TAG));

  /// Of `registered-models/search`. MLflow's `timestamp` is the time of the last update.
  static final Vocabulary REGISTERED_MODELS =
      new Vocabulary(
          owners("attribute attributes", "tag tags"),
          same("name"),
          Map.of(),
          with(
              same("name", "creation_timestamp", "last_updated_timestamp"),
              Map.of("timestamp", "last_updated_timestamp")),
          Set.of("name"),
          false,
          false,
          Set.of());

  /// Of `model-versions/search`.
  static final Vocabulary MODEL_VERSIONS =
      new Vocabulary(
          owners("attribute attributes", "tag tags"),
          same("name", "run_id", "source_path"),
          same("version_number"),
          same("name", "version_number", "creation_timestamp", "last_updated_timestamp"),
          Set.of("name", "run_id"),
          false,
          false,
          Set.of());

  /// Of `logged-models/search`.
  static final Vocabulary LOGGED_MODELS = loggedModels();

  /// What a filter may ask about a key; empty when the search does not know it.
  ///
  /// @param owner the part before the point; empty for a bare attribute
  Optional<Subject> subject(String owner, String name) {
    Entity entity = owner.isEmpty() ? Entity.ATTRIBUTE : owners.get(owner);
    if (entity == null) {
      return Optional.empty();
    }
    return switch (entity) {
      case ATTRIBUTE -> attribute(name);
      case METRIC -> Optional.of(new Subject(new Key(entity, name), true, false, false));
      case PARAM, TAG ->
          Optional.of(new Subject(new Key(entity, name), false, listsAll, absent.contains(entity)));
      case DATASET ->
          Optional.ofNullable(DATASET.get(name))
              .map(known -> new Subject(new Key(entity, known), false, true, false));
    };
  }

  /// What an order may sort by; empty when it may not.
  Optional<Key> order(String owner, String name) {
    Entity entity = owner.isEmpty() ? Entity.ATTRIBUTE : owners.get(owner);
    if (entity == null) {
      return Optional.empty();
    }
    return switch (entity) {
      case ATTRIBUTE -> Optional.ofNullable(orders.get(name)).map(known -> new Key(entity, known));
      case METRIC, PARAM, TAG -> sortsAll ? Optional.of(new Key(entity, name)) : Optional.empty();
      case DATASET -> Optional.empty();
    };
  }

  /// All spellings of what a filter may name, for messages.
  String known() {
    Set<String> names = new TreeSet<>(texts.keySet());
    names.addAll(numbers.keySet());
    return String.join(", ", names) + ", " + owned();
  }

  /// All spellings of what an order may name, for messages.
  String sortable() {
    String names = String.join(", ", new TreeSet<>(orders.keySet()));
    return sortsAll ? names + ", " + owned() : names;
  }

  /// The known spelling that a wrong one most likely meant; empty when none is near.
  String nearest(String name) {
    Set<String> names = new TreeSet<>(texts.keySet());
    names.addAll(numbers.keySet());
    return Names.nearest(name, names);
  }

  private String owned() {
    return String.join(
        ", ", new TreeSet<>(owners.keySet()).stream().map(owner -> owner + ".<key>").toList());
  }

  private Optional<Subject> attribute(String name) {
    String number = numbers.get(name);
    if (number != null) {
      return Optional.of(new Subject(new Key(Entity.ATTRIBUTE, number), true, false, false));
    }
    return Optional.ofNullable(texts.get(name))
        .map(known ->
            new Subject(new Key(Entity.ATTRIBUTE, known), false, listed.contains(known), false));
  }

  private static Vocabulary runs() {
    Map<String, String> texts = same("run_id", "run_name", "status", "artifact_uri", "user_id");
    Map<String, String> times =
        with(
            same("start_time", "end_time"),
            Map.of("created", "start_time", "Created", "start_time"));
    return new Vocabulary(
        owners(
            "attribute attributes attr run",
            "tag tags",
            "metric metrics",
            "param params parameter parameters",
            "dataset datasets"),
        with(texts, Map.of("run name", "run_name", "Run name", "run_name", "Run Name", "run_name")),
        times,
        with(texts, times),
        texts.keySet(),
        false,
        true,
        Set.of(Entity.PARAM, Entity.TAG));
  }

  private static Vocabulary loggedModels() {
    Map<String, String> texts = same("name", "model_id", "model_type", "status", "source_run_id");
    Map<String, String> times =
        with(
            same("creation_timestamp", "last_updated_timestamp"),
            Map.of(
                "creation_time", "creation_timestamp",
                "creation_timestamp_ms", "creation_timestamp",
                "last_updated_time", "last_updated_timestamp",
                "last_updated_timestamp_ms", "last_updated_timestamp"));
    return new Vocabulary(
        owners("attributes", "tags", "metrics", "params"),
        texts,
        times,
        with(texts, times),
        texts.keySet(),
        true,
        false,
        Set.of());
  }

  private static Map<String, Entity> owners(String... spellings) {
    Map<String, Entity> owners = new HashMap<>();
    for (String group : spellings) {
      List<String> names = List.of(group.split(" ", -1));
      Entity entity =
          switch (names.getFirst()) {
            case "attribute", "attributes" -> Entity.ATTRIBUTE;
            case "tag", "tags" -> Entity.TAG;
            case "metric", "metrics" -> Entity.METRIC;
            case "param", "params" -> Entity.PARAM;
            default -> Entity.DATASET;
          };
      names.forEach(name -> owners.put(name, entity));
    }
    return Map.copyOf(owners);
  }

  private static Map<String, String> same(String... names) {
    Map<String, String> map = new HashMap<>();
    for (String name : names) {
      map.put(name, name);
    }
    return Map.copyOf(map);
  }

  private static Map<String, String> with(Map<String, String> left, Map<String, String> right) {
    Map<String, String> both = new HashMap<>(left);
    both.putAll(right);
    return Map.copyOf(both);
  }
}
