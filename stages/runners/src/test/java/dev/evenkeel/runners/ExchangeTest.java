package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes from another machine is believed in nothing.
class ExchangeTest {
  @TempDir private Path folder;
  private Exchange exchange;

  @BeforeEach
  void open() {
    exchange =
        new Exchange(
            folder.resolve("runs"),
            file ->
                new ByteArrayInputStream(
                    file.source().getSchemeSpecificPart().getBytes(StandardCharsets.UTF_8)));
  }

  private Handle prepared(long bytesMax) {
    return exchange.prepare(
        Attempt.of("att-1", 1, new Program.Container("image", List.of("fit")))
            .withCode(Map.of("fit.sh", "#!/bin/sh\n"))
            .withInputs(
                List.of(
                    new Input.Files(
                        "rows",
                        List.of(
                            new Input.Item(
                                "a/b.csv", URI.create("text:abc"), Digests.of("abc"), 3)))))
            .withOutputs(List.of(new ExpectedOutput("report", ExpectedOutput.Kind.FILE)))
            .withLimits(StepLimits.USUAL.withOutput(bytesMax)));
  }

  private static byte[] tar(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private void take(Handle handle, byte[] tar) {
    exchange.takeOutputs(handle, new ByteArrayInputStream(tar));
  }

  @Test
  void sendsAllThatAProgramReadsAsItWillFindIt() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    exchange.sendInputs(prepared(10_000), sent);

    Map<String, String> files = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(files).containsEntry("in/rows/a/b.csv", "abc").containsKey("work/fit.sh");
    assertThat(files.get("inputs.json")).contains("\"path\":\"/evenkeel/in/rows\"");
    assertThat(files.keySet()).noneMatch(name -> name.contains("keeper"));
  }

  @Test
  void takesOutputsOnce() throws IOException {
    Handle handle = prepared(10_000);

    take(handle, tar(Map.of("./out/report", "fine")));
    take(handle, tar(Map.of("./out/report", "changed")));

    Progress.Ok ok = (Progress.Ok) exchange.ended(handle, 0);
    Output.Stored stored = (Output.Stored) ok.outputs().values().iterator().next();
    assertThat(stored.path()).hasContent("fine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/evil",
        "out/../../evil",
        "keeper/end",
        "work/x",
        "inputs.json",
        "out/a/../b",
        "out//x",
        "outx"
      })
  void refusesWhatWouldLandElsewhere(String name) throws IOException {
    Handle handle = prepared(10_000);

    byte[] tar = tar(Map.of(name, "x"));

    assertThatThrownBy(() -> take(handle, tar)).isInstanceOf(ProblemException.class);
    assertThat(folder.resolve("evil")).doesNotExist();
    assertThat(exchange.hasReceived(handle)).isFalse();
    assertThat(exchange.result(handle))
        .get()
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo(Progress.Cause.OUTPUTS));
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_FIFO
      })
  void refusesLinksAndDevices(byte kind) throws IOException {
    Handle handle = prepared(10_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("out/report", kind);
      entry.setLinkName("/etc/passwd");
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }

    assertThatThrownBy(() -> take(handle, bytes.toByteArray()))
        .hasMessageContaining("a link or a device");
  }

  @Test
  void refusesMoreThanIsAllowedWithoutKeepingIt() throws IOException {
    Handle handle = prepared(2_000);
    byte[] tar = tar(Map.of("out/report", "x".repeat(100_000)));

    assertThatThrownBy(() -> take(handle, tar)).hasMessageContaining("too large");

    assertThat(exchange.result(handle)).isPresent();
    Path report = folder.resolve("runs/att-1/1/out/report");
    assertThat(Files.size(report)).isLessThanOrEqualTo(2_000);
  }

  @Test
  void refusesAHeaderThatWouldFillTheMemory() throws IOException {
    Handle handle = prepared(10_000_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      byte[] header = ("1000000 path=" + "x".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry entry = new TarArchiveEntry("header", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
      entry.setSize(header.length);
      tar.putArchiveEntry(entry);
      tar.write(header);
      tar.closeArchiveEntry();
    }

    assertThatThrownBy(() -> take(handle, bytes.toByteArray()))
        .hasMessageContaining("a name or header that is too long");
  }

  @Test
  void takesManyLargeFilesOneAfterTheOther() throws IOException {
    Handle handle = prepared(10_000_000);
    Map<String, String> files = new LinkedHashMap<>();
    for (int index = 0; index < 5; index++) {
      files.put("out/report/" + index, "x".repeat(700_001));
    }

    take(handle, tar(files));

    Progress.Ok ok = (Progress.Ok) exchange.ended(handle, 0);
    Output.Stored stored = (Output.Stored) ok.outputs().values().iterator().next();
    assertThat(stored.files()).isEqualTo(5);
    assertThat(stored.bytes()).isEqualTo(3_500_005);
  }

  @Test
  void whatBreaksOffMayComeAgain() throws IOException {
    Handle handle = prepared(10_000);
    byte[] tar = tar(Map.of("out/report", "fine"));

    assertThatThrownBy(() -> take(handle, Arrays.copyOf(tar, 514)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT));
    assertThat(exchange.result(handle)).isEmpty();
    take(handle, tar);

    assertThat(exchange.ended(handle, 0)).isInstanceOf(Progress.Ok.class);
  }

  @Test
  void takesNothingFromAnAttemptThatIsOver() throws IOException {
    Handle handle = prepared(10_000);
    exchange.stopping(handle);
    byte[] tar = tar(Map.of("out/report", "late"));

    assertThatThrownBy(() -> take(handle, tar)).hasMessageContaining("the attempt is over");
  }

  @Test
  void aTokenOpensItsAttemptUntilThereIsANewerOne() {
    Handle handle = prepared(10_000);
    assertThat(exchange.admits(handle, "")).isFalse();
    String first = exchange.token(handle);
    assertThat(exchange.admits(handle, first)).isTrue();
    assertThat(exchange.admits(new Handle("att-2", 1), first)).isFalse();

    String second = exchange.token(handle);

    assertThat(exchange.admits(handle, first)).isFalse();
    assertThat(exchange.admits(handle, second)).isTrue();
  }
}
