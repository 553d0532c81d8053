package dev.evenkeel.authoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// A step of a pipeline that is built.
///
/// @param <I> its inputs; each component must be wired
/// @param <O> what it answers
/// @param <S> the step itself
public abstract sealed class StepBuilder<I extends Record, O extends Record, S>
    permits SingleStep, EachStep {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private final String name;
  private final Class<I> inputs;
  private final Class<O> outputs;
  private final Map<String, Object> keys = new LinkedHashMap<>();
  private final Map<String, String> in = new LinkedHashMap<>();
  private final Map<String, Object> with = new LinkedHashMap<>();
  private final List<String> after = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  StepBuilder(String name, Class<I> inputs, Class<O> outputs) {
    Ports.checkName(name);
    Ports.of(inputs);
    this.name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    Map<String, String> out = Ports.of(outputs);
    if (!out.isEmpty()) {
      keys.put("out", out);
    }
  }

  abstract S self();

  final String name() {
    return name;
  }

  final Class<O> outputs() {
    return outputs;
  }

  /// An action of the server, by its name: `register`.
  public final S uses(String action) {
    return set("uses", action);
  }

  /// A Python script of the pipeline's folder.
  public final S python(String script) {
    return program("python", "script", script);
  }

  /// Any program.
  public final S exec(String command) {
    return program("exec", "command", command);
  }

  /// A query.
  public final S sql(String query) {
    return program("sql", "query", query);
  }

  /// A request to another server.
  public final S http(String url) {
    return program("http", "url", url);
  }

  /// A message to another server.
  public final S notify(String url) {
    return program("notify", "url", url);
  }

  final S java(Class<?> code) {
    return program("java", "class", code.getName());
  }

  private S program(String action, String setting, String value) {
    uses(action);
    return with(setting, value);
  }

  /// A setting of the action: a text, a number, a truth value, or a list or map of them.
  public final S with(String setting, Object value) {
    with.put(setting, plain(value));
    return self();
  }

  /// Begins to wire an input; what [Input#from] takes is of the input's type, or does not compile.
  public final <T> Input<S, T> in(Field<I, T> port) {
    return new Input<>(this, Field.name(port, inputs));
  }

  /// An input that waits for its value.
  ///
  /// @param <S> the step
  /// @param <T> what the input holds
  public static final class Input<S, T> {
    private final StepBuilder<?, ?, S> step;
    private final String port;

    private Input(StepBuilder<?, ?, S> step, String port) {
      this.step = step;
      this.port = port;
    }

    /// Wires it.
    public S from(Out<T> value) {
      return step.wire(port, value.reference());
    }
  }

  final S wire(String port, String reference) {
    if (in.putIfAbsent(port, reference) != null) {
      throw new IllegalArgumentException(
          "Cannot wire input %s of step %s: it is wired already".formatted(port, name));
    }
    return self();
  }

  final S wireItem(Field<I, ?> port) {
    return wire(Field.name(port, inputs), "item");
  }

  /// Waits for a step of which it takes nothing.
  public final S after(StepBuilder<?, ?, ?> step) {
    after.add(step.name());
    return self();
  }

  /// It runs only if this holds.
  public final S when(When condition) {
    return set("when", condition.toString());
  }

  /// Its failure does not fail the run.
  public final S optional() {
    return set("optional", true);
  }

  /// Somebody of this role must agree before it runs.
  public final S approve(Role role) {
    return set("approve", Map.of("role", word(role)));
  }

  /// The same, within a time; the step fails then.
  public final S approve(Role role, Duration within) {
    Map<String, Object> approval = new LinkedHashMap<>();
    approval.put("role", word(role));
    approval.put("within", within.toString());
    return set("approve", approval);
  }

  /// So many further attempts after one that failed.
  public final S retry(int max) {
    return retry(Retry.times(max));
  }

  /// What follows an attempt that failed.
  public final S retry(Retry retry) {
    return set("retry", retry.keys());
  }

  /// After which an attempt is stopped and fails.
  public final S timeout(Duration timeout) {
    return set("timeout", timeout.toString());
  }

  /// An earlier answer stands for a new one while code, inputs, settings and environment are equal.
  public final S cacheByContent() {
    return set("cache", "content");
  }

  /// The same, as long as the answer is not older.
  public final S cacheFor(Duration age) {
    return set("cache", age.toString());
  }

  /// Cores that its program needs.
  public final S cpu(double cores) {
    return set("cpu", cores);
  }

  /// Memory that its program may take: `4Gi`.
  public final S memory(String size) {
    return set("memory", size);
  }

  /// Graphics processors that its program needs.
  public final S gpu(int count) {
    return set("gpu", count);
  }

  /// Where its program runs: `process`, `kubernetes`.
  public final S runner(String runner) {
    return set("runner", runner);
  }

  /// The container image of its program.
  public final S image(String image) {
    return set("image", image);
  }

  /// A variable of its program's environment.
  public final S env(String variable, String value) {
    environment.put(checked(variable), value);
    return self();
  }

  /// A variable of its program's environment that holds a secret of the server.
  public final S secret(String variable, String secret) {
    secrets.put(checked(variable), secret);
    return self();
  }

  private static String checked(String variable) {
    if (!VARIABLE.matcher(variable).matches()) {
      throw new IllegalArgumentException(
          "Cannot set a variable: letters, digits and `_`, the first no digit, got " + variable);
    }
    return variable;
  }

  final S set(String key, Object value) {
    if (keys.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException(
          "Cannot set `%s` of step %s: it is set already".formatted(key, name));
    }
    return self();
  }

  final S replace(String key, Object value) {
    keys.put(key, value);
    return self();
  }

  final Map<String, Object> document() {
    for (String port : Ports.of(inputs).keySet()) {
      if (!in.containsKey(port)) {
        throw new IllegalArgumentException(
            "Cannot build step %s: its input %s is not wired".formatted(name, port));
      }
    }
    Map<String, Object> document = new LinkedHashMap<>(keys);
    put(document, "after", after);
    put(document, "in", in);
    put(document, "with", with);
    put(document, "env", environment);
    put(document, "secrets", secrets);
    return document;
  }

  private static void put(Map<String, Object> document, String key, Map<String, ?> entries) {
    if (!entries.isEmpty()) {
      document.put(key, new LinkedHashMap<>(entries));
    }
  }

  private static void put(Map<String, Object> document, String key, List<String> items) {
    if (!items.isEmpty()) {
      document.put(key, List.copyOf(items));
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, entry) -> entries.put(String.valueOf(key), plain(entry)));
        yield entries;
      }
      case Collection<?> items -> items.stream().map(StepBuilder::plain).toList();
      case Number number -> number;
      case Boolean truth -> truth;
      default -> Ports.text(value);
    };
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
