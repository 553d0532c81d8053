package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.ArtifactAddress;
import dev.evenkeel.registry.artifacts.ArtifactEntry;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.mlflow.MlflowRoutes.Call;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The calls on files: those of `mlflow-artifacts`, through which clients send and fetch them, and
/// the lists of a run and of a logged model.
final class ArtifactCalls {
  private static final String FILES = "mlflow-artifacts";
  private static final int PAGE = 10_000;

  private final Artifacts artifacts;

  ArtifactCalls(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  List<Call> calls() {
    String file = "artifacts/{path...}";
    List<Call> calls = new ArrayList<>();
    calls.add(new Call("GET", FILES, "artifacts", "Files of a folder", this::proxied));
    calls.add(new Call("GET", FILES, file, "A file", this::download));
    calls.add(new Call("PUT", FILES, file, "Keep a file", this::upload));
    calls.add(new Call("DELETE", FILES, file, "Remove a file or folder", this::delete));
    calls.add(new Call("DELETE", FILES, "artifacts", "Refused", _ -> rootRefused()));
    // A client whose upload or download by parts is not taken sends or fetches the file whole.
    Stream.of("create", "complete", "abort")
        .map(step ->
            new Call(
                "POST",
                FILES,
                "mpu/" + step + "/{path...}",
                "Not offered",
                _ -> byParts("Multipart upload")))
        .forEach(calls::add);
    calls.add(
        new Call(
            "GET",
            FILES,
            "presigned/{path...}",
            "Not offered",
            _ -> byParts("Presigned download")));
    calls.add(new Call("GET", "artifacts/list", "Files of a run", this::ofRun));
    calls.add(
        new Call(
            "GET",
            "logged-models/{id}/artifacts/directories",
            "Files of a logged model",
            this::ofModel));
    return calls;
  }

  private static Reply byParts(String what) {
    throw new Refusal(
        ErrorCode.NOT_IMPLEMENTED, what + " is not supported for the current artifact repository");
  }

  private static Reply rootRefused() {
    throw Fields.invalid("Invalid path: the folder of all runs cannot be removed");
  }

  private Reply download(Request request) {
    ArtifactAddress address = ArtifactAddress.parse(request.path("path"));
    ArtifactOwner owner = artifacts.owner(address);
    Artifact artifact =
        artifacts
            .find(owner, address.path())
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "No such artifact: '%s'".formatted(Names.abbreviate(address.path().text())),
                        "")
                    .asException());
    return Download.of(artifacts, artifact, request);
  }

  private Reply upload(Request request) {
    ArtifactAddress address = ArtifactAddress.parse(request.path("path"));
    if (address.path().isRoot() || request.path("path").endsWith("/")) {
      throw Fields.invalid("Invalid path: it names no file");
    }
    ArtifactOwner owner = artifacts.owner(address);
    try (InputStream content = request.stream()) {
      artifacts.put(owner, address.path(), content);
    } catch (IOException e) {
      throw Problem.of(Problem.Kind.MALFORMED, "the file ended early", "send it again")
          .asException(e);
    }
    return MlflowReplies.empty();
  }

  private Reply delete(Request request) {
    ArtifactAddress address = ArtifactAddress.parse(request.path("path"));
    artifacts.delete(artifacts.owner(address), address.path());
    return MlflowReplies.empty();
  }

  /// Clients of this call know no pages: half a folder would be taken for the whole.
  private Reply proxied(Request request) {
    Fields fields = Fields.ofQuery(request, "path");
    ArtifactAddress address = ArtifactAddress.parse(fields.required("path"));
    List<ArtifactEntry> entries =
        artifacts.list(artifacts.owner(address), address.path(), "", Artifacts.PAGE_MAX);
    if (entries.size() == Artifacts.PAGE_MAX) {
      throw Fields.invalid(
          "the folder holds %,d files or more: too many for one list".formatted(entries.size()));
    }
    return Reply.json(Map.of("files", entries.stream().map(each -> file(each, "")).toList()));
  }

  private Reply ofRun(Request request) {
    Fields fields = Fields.ofQuery(request, "run_id", "run_uuid", "path", "page_token");
    String run = fields.text("run_id").or(() -> fields.text("run_uuid")).orElse("");
    if (run.isEmpty()) {
      throw Fields.invalid("Missing value for required parameter 'run_id'.");
    }
    return page(artifacts.owner(ArtifactOwner.Kind.RUN, run), fields, "path");
  }

  private Reply ofModel(Request request) {
    Fields fields = Fields.ofQuery(request, "artifact_directory_path", "page_token");
    ArtifactOwner owner = artifacts.owner(ArtifactOwner.Kind.MODEL, request.path("id"));
    return page(owner, fields, "artifact_directory_path");
  }

  private Reply page(ArtifactOwner owner, Fields fields, String folderField) {
    ArtifactPath folder = ArtifactPath.folder(fields.text(folderField).orElse(""));
    // The token is the last name of the page before: where the next one starts.
    String after = ArtifactPath.folder(fields.text("page_token").orElse("")).text();
    List<ArtifactEntry> entries = artifacts.list(owner, folder, after, PAGE);
    String within = folder.isRoot() ? "" : folder.text() + "/";
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("root_uri", owner.uri());
    page.put("files", entries.stream().map(each -> file(each, within)).toList());
    if (entries.size() == PAGE) {
      page.put("next_page_token", entries.getLast().name());
    }
    return Reply.json(page);
  }

  private static Map<String, Object> file(ArtifactEntry entry, String within) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("path", within + entry.name());
    file.put("is_dir", entry.isFolder());
    if (!entry.isFolder()) {
      file.put("file_size", entry.bytes());
    }
    return file;
  }
}
