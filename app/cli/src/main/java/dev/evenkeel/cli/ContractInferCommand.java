package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.ContractInference;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.tables.TableFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A contract from data.
@Command(
    name = "infer",
    description = {
      "Drafts a contract from data in files. Every line of it is a guess that holds for these files,",
      "and is marked as one with what speaks for it."
    },
    mixinStandardHelpOptions = true)
final class ContractInferCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "[OBJECT=]FILE",
      description = {
        "CSV, Parquet or JSON lines files, also gzipped; each is a table, named as the file when no",
        "name stands before it."
      })
  List<String> data = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the contract there and not to the terminal.")
  Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "Write over a file that is there.")
  boolean isForced;

  @Option(
      names = "--id",
      description = "Of the contract; the name of the first table when left out.")
  Optional<String> id = Optional.empty();

  @Option(names = "--name", description = "Of the contract, for people.")
  Optional<String> name = Optional.empty();

  @Option(names = "--json", description = "Write what was inferred as JSON.")
  boolean isJson;

  @Override
  public Integer call() {
    Map<String, TableFile> tables = tables();
    output.ifPresent(file -> NewFile.demandFree(file, isForced));
    String given = id.orElseGet(() -> tables.keySet().iterator().next());
    ContractInference.Draft draft = new ContractInference(given, name.orElse("")).draft(tables);
    output.ifPresent(file -> NewFile.write(file, draft.yaml(), isForced));
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(Json.text(json(draft)));
    } else if (output.isPresent()) {
      print(draft, output.get(), out);
    } else {
      out.print(draft.yaml());
      out.flush();
    }
    return 0;
  }

  private Map<String, TableFile> tables() {
    Map<String, TableFile> tables = new LinkedHashMap<>();
    for (String each : data) {
      // A file's own name may have the sign.
      int equals = Files.exists(Path.of(each)) ? -1 : each.indexOf('=');
      TableFile file = TableFile.of(Path.of(each.substring(equals + 1)), Optional.empty());
      String object = equals > 0 ? each.substring(0, equals) : file.stem();
      if (tables.putIfAbsent(object, file) != null) {
        throw new Problem(
                Problem.Kind.INPUT,
                "two files are table `%s`".formatted(Names.abbreviate(object)),
                Names.abbreviate(each),
                "a name of its own for each",
                "write OBJECT=FILE")
            .asException();
      }
    }
    return tables;
  }

  private static void print(ContractInference.Draft draft, Path file, PrintWriter out) {
    for (SchemaObject object : draft.document().schema()) {
      TextTable table = new TextTable("COLUMN", "TYPE", "GUESSED");
      for (SchemaProperty property : object.properties()) {
        table.add(
            Names.abbreviate(property.name()),
            property.logicalType().isEmpty() ? "-" : property.logicalType(),
            String.join(", ", guesses(property).keySet()));
      }
      table.print(out);
      out.println();
    }
    out.printf(
        "%s: a draft from %,d rows. Look at every line, then: evenkeel contract test %s --data …%n",
        file, draft.rows(), file);
  }

  private static Map<String, Object> guesses(SchemaProperty property) {
    Map<String, Object> guesses = new LinkedHashMap<>();
    property.customProperties().stream()
        .filter(custom -> custom.property().equals("inferred"))
        .findFirst()
        .flatMap(dev.evenkeel.contracts.odcs.CustomProperty::value)
        .filter(Map.class::isInstance)
        .ifPresent(value ->
            ((Map<?, ?>) value).forEach((key, each) -> guesses.put(String.valueOf(key), each)));
    return guesses;
  }

  private Map<String, Object> json(ContractInference.Draft draft) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("contract", draft.document().toString());
    json.put("rows", draft.rows());
    output.ifPresent(file -> json.put("file", file.toString()));
    List<Object> objects = new ArrayList<>();
    for (SchemaObject object : draft.document().schema()) {
      List<Object> properties = new ArrayList<>();
      for (SchemaProperty property : object.properties()) {
        properties.add(
            Map.of(
                "name", property.name(),
                "logicalType", property.logicalType(),
                "inferred", guesses(property)));
      }
      objects.add(Map.of("name", object.name(), "properties", properties));
    }
    json.put("objects", objects);
    json.put("yaml", draft.yaml());
    return json;
  }
}
