package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.runtimes.ModelFormats;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Makes a version: of a file or folder of this machine, which is sent, or of what the server has
/// already.
@Command(
    name = "register",
    description = "Registers a model as the next version of a name.",
    mixinStandardHelpOptions = true)
final class ModelRegisterCommand implements Callable<Integer> {
  private static final String API = "api/2.0/mlflow/";
  private static final String LOGGED_HERE = "(?:runs|models|mlflow-artifacts):/.*";

  @Parameters(
      paramLabel = "MODEL",
      description = {
        "A file, or a folder that MLflow logged; or what the server",
        "has: runs:/RUN/model, models:/m-ID, models:/NAME/VERSION."
      })
  String source = "";

  @Option(names = "--name", required = true, description = "Name of the model.")
  String name = "";

  @Option(
      names = "--labels",
      defaultValue = "",
      paramLabel = "A,B,C",
      description = "What the classes of a file are called, in the model's order.")
  String labels = "";

  @Mixin ServerMixin server = new ServerMixin();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Names.check("model", name);
    boolean isHere = source.matches(LOGGED_HERE);
    if (isHere && !labels.isEmpty()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "labels are told of files that are sent",
              "--labels",
              "a logged model without them",
              "describe its answers when you log it")
          .asException();
    }
    ModelFile file =
        isHere ? new ModelFile("", new byte[0], "") : ModelFormats.read(Path.of(source));
    try (RunningServer running = server.open()) {
      tell(isHere ? logged(running) : sent(running, file));
    }
    return 0;
  }

  private JsonNode sent(RunningServer running, ModelFile model) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("labels", labels);
    query.put("format", model.format());
    try (UploadProgress progress =
        UploadProgress.of(spec.commandLine().getErr(), model.bytes().length)) {
      return running.post(
          "api/v1/models/%s/versions%s"
              .formatted(RunningServer.part(name), RunningServer.query(query)),
          model.bytes(),
          progress);
    }
  }

  /// The files stay where they are; from then on they cannot change.
  private JsonNode logged(RunningServer running) {
    demandThere(running);
    make(running);
    JsonNode made =
        running.post(API + "model-versions/create", Map.of("name", name, "source", source));
    return running.get(
        "api/v1/models/%s/versions/%s"
            .formatted(
                RunningServer.part(name),
                RunningServer.part(made.at("/model_version/version").asString(""))));
  }

  /// Before a name is made that would be left without a version.
  private void demandThere(RunningServer running) {
    String[] parts = source.split(":/+|/", -1);
    String id = parts.length > 1 ? parts[1] : "";
    try {
      if (parts[0].equals("runs")) {
        running.get(API + "runs/get" + RunningServer.query(Map.of("run_id", id)));
      } else if (parts[0].equals("models") && id.matches("m-[0-9a-f]{32}")) {
        running.get(API + "logged-models/" + RunningServer.part(id));
      }
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.NOT_FOUND) {
        throw e;
      }
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "the server has no `%s`: %s".formatted(Names.abbreviate(source), e.problem().what()),
              "`evenkeel run list EXPERIMENT` shows the runs, `evenkeel run show RUN` their models")
          .asException(e);
    }
  }

  private void make(RunningServer running) {
    try {
      running.post(API + "registered-models/create", Map.of("name", name));
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.CONFLICT) {
        throw e;
      }
    }
  }

  private void tell(JsonNode version) {
    PrintWriter out = spec.commandLine().getOut();
    if (server.json) {
      out.println(version);
      return;
    }
    String reference = name + "@" + version.path("version").asInt();
    String format = version.path("format").asString("");
    out.printf("Registered %s (%s).%n", reference, format);
    out.println(
        format.equals("none")
            ? "It cannot be served: evenkeel model show %s says why".formatted(reference)
            : "Let it serve: evenkeel promote %s".formatted(reference));
  }
}
