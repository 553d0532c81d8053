package dev.evenkeel.cli;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Serves one model until it is stopped.
@Command(
    name = "serve",
    description =
        "Serves a model file as an API that answers in words; with a project, under its contract.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description =
          "A file or folder (ONNX, XGBoost JSON or UBJ, LightGBM text, a folder logged by MLflow),"
              + " s3://BUCKET/KEY, or models:/NAME@ALIAS or models:/NAME/VERSION of the home.")
  String model;

  @Mixin GivenModelMixin given;

  @Option(names = "--home", description = "Folder with all state (default: .evenkeel here).")
  @Nullable Path home;

  @Option(names = "--port", description = "Port on 127.0.0.1; 0 takes a free one (default: 8080).")
  @Nullable Integer port;

  @Option(names = "--json", description = "Says where it answers as one line of JSON.")
  boolean json;

  @Spec CommandSpec spec;

  ServeCommand() {
    model = "";
    given = new GivenModelMixin();
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws InterruptedException {
    Path folder = Homes.choose(home, given.folder());
    ServerConfiguration configuration = ServerConfiguration.read(folder, System.getenv());
    if (port != null) {
      configuration = configuration.withPort(port);
    }
    ServedModel served = new ServedModel(model, given.name, given.labels, given.project);
    served.demandThere();
    Evenkeel evenkeel = Evenkeel.start(configuration, Clock.system());
    try (Shutdown _ = new Shutdown(evenkeel, () -> {})) {
      ServedModel.Served answering = served.deploy(evenkeel);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? Json.text(facts(evenkeel, answering)) : text(evenkeel, answering));
      out.flush();
      Thread.currentThread().join();
    }
    return 0;
  }

  private static Map<String, Object> facts(Evenkeel evenkeel, ServedModel.Served served) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("address", evenkeel.address().toString());
    facts.put("model", served.version().model());
    facts.put("version", served.version().number());
    facts.put("predict", evenkeel.address() + served.path());
    facts.put("example", served.example());
    facts.put("labels", served.version().description().target().labels());
    return facts;
  }

  private static String text(Evenkeel evenkeel, ServedModel.Served served) {
    ModelVersion version = served.version();
    List<String> words = version.description().target().labels();
    String models = evenkeel.address() + "/v1/models/" + version.model();
    return """
    Evenkeel is ready at %s
      %s answers %s
      ask      curl -d '%s' %s%s
      try it   %s/try
      OpenAPI  %s/openapi.json\
    """
        .formatted(
            evenkeel.address(),
            version,
            words.isEmpty() ? "a number" : ServedModel.some(words),
            served.example(),
            evenkeel.address(),
            served.path(),
            models,
            models);
  }
}
