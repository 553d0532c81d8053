package dev.evenkeel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.palantir.javapoet.JavaFile;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.records.RecordException;
import dev.evenkeel.records.RecordStream;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  @TempDir private Path folder;

  static final String HEAD =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.2.0
      status: active
      schema:
      """;

  private static final String ORDERS =
      HEAD
          + """
            - name: orders
              logicalType: object
              description: Orders of the shop.
              properties:
                - {name: order_id, logicalType: integer, required: true, primaryKey: true}
                - {name: class, logicalType: string, logicalTypeOptions: {maxLength: 3}}
                - {name: channel, logicalType: string, required: true, enum: [{value: web}, {value: in store}, {value: 2go}]}
                - {name: amount, logicalType: number, required: true, physicalType: "DECIMAL(9,2)", logicalTypeOptions: {minimum: 0}}
                - {name: at, logicalType: timestamp, required: true, logicalTypeOptions: {timezone: true}}
                - {name: email, logicalType: string, classification: restricted, deprecated: true}
                - name: customer
                  logicalType: object
                  required: true
                  properties:
                    - {name: id, logicalType: string, required: true, logicalTypeOptions: {format: uuid}}
                    - {name: ages, logicalType: array, items: {logicalType: integer, logicalTypeOptions: {format: i32}}}
                - name: weights
                  logicalType: map
                  map: {key: {logicalType: string}, value: {logicalType: number, logicalTypeOptions: {format: f32}}}
                - {name: embedding, logicalType: vector, required: true, logicalTypeOptions: {dimensions: 3}}
                - {name: margin, logicalType: number, semanticType: measure}
          """;

  static List<JavaFile> generate(String yaml) {
    Document document = DocumentReader.read(yaml, "sales", DocumentReader.Mode.TOLERANT);
    return new Generator("shop", true, Set.of()).sources(document, "sales.odcs.yaml");
  }

  /// Compiles with every warning as an error, and gives a loader of the classes.
  private ClassLoader compile(List<JavaFile> sources) throws IOException {
    return compile(sources, folder);
  }

  static ClassLoader compile(List<JavaFile> sources, Path folder) throws IOException {
    List<SimpleJavaFileObject> units = new ArrayList<>();
    for (JavaFile source : sources) {
      String name = source.typeSpec().name();
      String text = source.toString();
      units.add(
          new SimpleJavaFileObject(
              URI.create(
                  "mem:///shop/"
                      + java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                      + ".java"),
              javax.tools.JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
              return text;
            }

            @Override
            public boolean isNameCompatible(String simple, Kind kind) {
              return simple.equals(name);
            }
          });
    }
    StringWriter out = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean isCompiled =
        compiler
            .getTask(
                out,
                null,
                null,
                List.of(
                    "-d",
                    folder.toString(),
                    "--release",
                    "21",
                    "-Werror",
                    "-Xlint:all,-processing,-classfile",
                    "-Xdoclint:all,-missing",
                    "-proc:none",
                    "-classpath",
                    System.getProperty("java.class.path")),
                null,
                units)
            .call();
    assertThat(isCompiled).as(out + "\n" + sources).isTrue();
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, GeneratorTest.class.getClassLoader());
  }

  private static List<String> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(component -> component.getGenericType().getTypeName() + " " + component.getName())
        .toList();
  }

  @Test
  void makesRecordsOfTheTypesThatTheContractHas() throws Exception {
    Class<?> orders = compile(generate(ORDERS)).loadClass("shop.Orders");

    assertThat(components(orders))
        .containsExactly(
            "long orderId",
            "java.lang.String class_",
            "shop.Orders$Channel channel",
            "java.math.BigDecimal amount",
            "java.time.Instant at",
            "java.lang.String email",
            "shop.Orders$Customer customer",
            "java.util.Map<java.lang.String, java.lang.Float> weights",
            "float[] embedding");
    assertThat(components(orders.getDeclaredClasses()[indexOf(orders, "Customer")]))
        .containsExactly("java.util.UUID id", "java.util.List<java.lang.Integer> ages");
    assertThat(
            Class.forName("shop.Orders$Channel", true, orders.getClassLoader()).getEnumConstants())
        .extracting(Object::toString)
        .containsExactly("WEB", "IN_STORE", "_2GO");
  }

  private static int indexOf(Class<?> type, String inner) {
    return Arrays.stream(type.getDeclaredClasses())
        .map(Class::getSimpleName)
        .toList()
        .indexOf(inner);
  }

  @Test
  void saysWhatMayBeMissingAndWhatIsDeprecated() throws Exception {
    Class<?> orders = compile(generate(ORDERS)).loadClass("shop.Orders");

    assertThat(
            Arrays.stream(orders.getRecordComponents())
                .filter(component -> component.getAnnotatedType().getAnnotations().length > 0)
                .map(RecordComponent::getName))
        .containsExactly("class_", "email", "weights");
    assertThat(orders.getDeclaredMethod("email").isAnnotationPresent(Deprecated.class)).isTrue();
    assertThat(orders.getDeclaredMethod("at").isAnnotationPresent(Deprecated.class)).isFalse();
  }

  private Path parquet(String select) throws SQLException {
    Path file = folder.resolve("orders.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file));
    }
    return file;
  }

  private static final String ROW =
      """
      SELECT 7::BIGINT AS order_id, 'abc' AS class, 'in store' AS channel, %s::DECIMAL(9,2) AS amount,
        TIMESTAMPTZ '2026-05-01 00:00:00+00' AS at, 'a@b.c' AS email,
        {'id': '0f8fad5b-d9cb-469f-a165-70867728950e'::UUID, 'ages': [30, 40]} AS customer,
        MAP {'x': 1.5::FLOAT} AS weights, [1, 2, 3]::FLOAT[] AS embedding
      """;

  private Object first(ClassLoader loader, Path file) throws Exception {
    Class<?> reader = loader.loadClass("shop.OrdersReader");
    try {
      try (RecordStream<?> stream =
          (RecordStream<?>)
              reader.getMethod("open", Path[].class).invoke(null, (Object) new Path[] {file})) {
        return stream.next();
      }
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  @Test
  void readsAFileAndMasksWhatIsClassified() throws Exception {
    Object order = first(compile(generate(ORDERS)), parquet(ROW.formatted("12.50")));

    assertThat(order.toString())
        .startsWith(
            "Orders[orderId=7, class_=abc, channel=IN_STORE, amount=12.50, at=2026-05-01T00:00:00Z, email=***, customer=Customer[id=0f8fad5b-d9cb-469f-a165-70867728950e, ages=[30, 40]], weights={x=1.5}, embedding=[F");
  }

  @Test
  void refusesARowThatBreaksAConstraintAndNamesItsPath() throws Exception {
    ClassLoader loader = compile(generate(ORDERS));
    Path file = parquet(ROW.formatted("-1"));

    assertThatThrownBy(() -> first(loader, file))
        .isInstanceOf(RecordException.class)
        .hasMessage(
            "sales@1.2.0, object `orders`: row 1 of orders.parquet: `orders.amount` must be at least 0");
  }

  @Test
  void refusesAFileOfAnotherSchemaAtOpen() throws Exception {
    ClassLoader loader = compile(generate(ORDERS));
    Path file = parquet("SELECT 'x' AS order_id, 1 AS channel");

    assertThatThrownBy(() -> first(loader, file))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("column `order_id` of orders.parquet is VARCHAR")
        .hasMessageContaining("lacks the required column `customer`");
  }

  @Test
  void keepsHostileWordsWithinTheirCommentsAndLiterals() throws Exception {
    String hostile =
        "*/ static { System.setProperty(String.valueOf(666), String.valueOf(1)); } /* \\\\u002a/ \\\\u000a int x; \\\" {@link Evil} @since <script> $T $L \\u2028 \\u202e";
    String yaml =
        HEAD.replace("version: 1.2.0", "version: \"1\\\" + Evil.x() + \\\"\\\\u0022\"")
            + """
              - name: "a\\"; class Evil {} //\\\\u000a"
                logicalType: object
                description: "%1$s"
                properties:
                  - name: "%1$s"
                    logicalType: string
                    description: "%1$s"
                  - name: "x */ y"
                    physicalName: "\\"\\\\\\n%1$s"
                    logicalType: string
                    logicalTypeOptions: {maxLength: 9}
                    enum: [{value: "\\"); evil();//", description: "%1$s"}, {value: "\\\\u0022"}, {value: ""}]
            """
                .formatted(hostile);

    List<JavaFile> sources = generate(yaml);

    ClassLoader loader = compile(sources);
    assertThat(sources.toString()).doesNotContain("\u2028").doesNotContain("\u202e");
    List<String> classes = classes();
    assertThat(classes)
        .containsExactly(
            "shop.AClassEvilU000a", "shop.AClassEvilU000a$XY", "shop.AClassEvilU000aReader");
    for (String each : classes) {
      Class.forName(each, true, loader);
    }
    assertThat(System.getProperty("666")).isNull();
  }

  private List<String> classes() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.map(path -> folder.relativize(path).toString())
          .filter(path -> path.endsWith(".class"))
          .map(path -> path.replace(".class", "").replace('/', '.'))
          .sorted()
          .toList();
    }
  }

  @Test
  void givesEveryNameOnceAndNoneThatJavaOrTheCodeKeepsForItself() throws Exception {
    StringBuilder yaml = new StringBuilder(HEAD);
    for (String object : List.of("String", "list", "orders", "Orders", "orders reader", "größe")) {
      yaml.append("  - name: \"%s\"\n    logicalType: object\n    properties:\n".formatted(object));
      for (String name :
          List.of(
              "a_b",
              "a b",
              "aB",
              "A-B",
              "int",
              "hashCode",
              "toString",
              "_",
              "1",
              "ключ",
              "c",
              "row",
              "🙂",
              "value",
              "List",
              "java",
              "true",
              "record")) {
        yaml.append(
            "      - {name: \"%s\", logicalType: string, enum: [{value: a}, {value: A}, {value: \"a \"}, {value: \"null\"}]}\n"
                .formatted(name));
        yaml.append(
            "      - {name: \"%s 0\", logicalType: array, items: {logicalType: number}}\n"
                .formatted(name));
      }
    }

    ClassLoader loader = compile(generate(yaml.toString()));

    assertThat(components(loader.loadClass("shop.Orders_2"))).hasSize(36).doesNotHaveDuplicates();
  }

  @Test
  void takesEnumsOfAsManyValuesAsItSays() throws Exception {
    StringBuilder values = new StringBuilder("{value: contract values}, {value: each}");
    for (int value = 2; value < 2000; value++) {
      values.append(", {value: value number %d}".formatted(value));
    }
    String yaml = HEAD + "  - name: wide\n    logicalType: object\n    properties:\n";
    for (String column : List.of("a", "b", "c", "d", "e")) {
      yaml += "      - {name: %s, logicalType: string, enum: [%s]}\n".formatted(column, values);
    }

    ClassLoader loader = compile(generate(yaml));

    assertThat(Class.forName("shop.Wide$E", true, loader).getEnumConstants()).hasSize(2000);
    Class.forName("shop.WideReader", true, loader);
  }

  @Test
  void refusesWhatNoTypeStandsFor() {
    String yaml =
        HEAD + "  - {name: a, logicalType: object, properties: [{name: b, logicalType: array}]}\n";

    assertThatThrownBy(() -> generate(yaml))
        .hasMessageContaining("its `items` are not described")
        .hasMessageContaining("sales.odcs.yaml, a.b");
  }

  @Test
  void refusesMoreColumnsThanARecordCanHave() {
    StringBuilder yaml =
        new StringBuilder(HEAD + "  - name: wide\n    logicalType: object\n    properties:\n");
    for (int column = 0; column < 128; column++) {
      yaml.append("      - {name: c%d, logicalType: integer, required: true}\n".formatted(column));
    }

    assertThatThrownBy(() -> generate(yaml.toString()))
        .hasMessageContaining("its 128 properties are more than a Java record can have");
  }
}
