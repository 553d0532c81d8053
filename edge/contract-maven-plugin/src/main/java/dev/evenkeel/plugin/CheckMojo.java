package dev.evenkeel.plugin;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.compat.Effect;
import dev.evenkeel.contracts.compat.Policy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/// Fails the build when a contract breaks what others rely on.
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends AbstractMojo {
  @Parameter(defaultValue = "${project.basedir}", readonly = true, required = true)
  private File base = new File("");

  /// Where the contracts lie that are worked on.
  @Parameter(
      property = "contract.directory",
      defaultValue = "${project.basedir}/src/main/contracts")
  private File contracts = new File("");

  /// Where the released ones are: files, folders with any number of versions, addresses of a
  /// server.
  @Parameter private List<String> released = List.of();

  /// Which changes are allowed: BACKWARD, FORWARD, FULL, each with _TRANSITIVE, or NONE.
  @Parameter(property = "contract.policy", defaultValue = "FULL")
  private Policy policy = Policy.FULL;

  /// Whether a version must rise as far as its changes go.
  @Parameter(property = "contract.semver", defaultValue = "true")
  private boolean semver = true;

  /// What was locked; it need not be there.
  @Parameter(defaultValue = "${project.basedir}/contracts.lock")
  private File lock = new File("");

  /// Breaks that somebody agreed to; it need not be there.
  @Parameter(defaultValue = "${project.basedir}/contracts.waivers.yaml")
  private File waivers = new File("");

  /// Where reports go: `contracts.json`, `TEST-contracts.xml` and `contracts.md`.
  @Parameter(defaultValue = "${project.build.directory}/contract-reports")
  private File reports = new File("");

  /// For Maven.
  public CheckMojo() {}

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    List<Verdict> verdicts;
    try {
      verdicts =
          judge().judge(ContractFiles.in(contracts.toPath()).values(), released().of(released));
    } catch (ProblemException e) {
      throw new MojoFailureException(e.problem().toString(), e);
    }
    write(verdicts);
    warn(verdicts);
    List<String> failures = verdicts.stream().flatMap(v -> Reports.failures(v).stream()).toList();
    if (!failures.isEmpty()) {
      List<String> lines = new ArrayList<>(failures);
      lines.addFirst("Contracts break what others rely on, by the policy %s:".formatted(policy));
      throw new MojoFailureException(Reports.printable(String.join("\n  ", lines)));
    }
    getLog().info("%d contracts break nothing".formatted(verdicts.size()));
  }

  private Judge judge() {
    return new Judge(
        policy,
        semver,
        lock.exists() ? Lock.read(ContractFiles.text(lock.toPath()), lock.getName()) : Lock.none(),
        waivers.exists()
            ? Waivers.read(ContractFiles.text(waivers.toPath()), waivers.getName())
            : Waivers.none(),
        LocalDate.now(ZoneOffset.UTC));
  }

  private Released released() {
    return new Released(
        base.toPath(), new ServedContracts(Login.of(System.getenv()), ServedContracts.PATIENCE));
  }

  private void write(List<Verdict> verdicts) throws MojoExecutionException {
    Path folder = reports.toPath();
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("contracts.json"), Reports.json(verdicts));
      Files.writeString(folder.resolve("TEST-contracts.xml"), Reports.junit(verdicts));
      Files.writeString(folder.resolve("contracts.md"), Reports.markdown(verdicts));
    } catch (IOException e) {
      throw new MojoExecutionException("Cannot write reports to " + folder, e);
    }
  }

  private void warn(List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      for (Verdict.Judged judged : verdict.changes()) {
        boolean isNoted =
            judged.state() == Verdict.State.WAIVED
                || judged.change().readers() == Effect.WARN
                || judged.change().writers() == Effect.WARN;
        if (isNoted) {
          getLog()
              .warn(
                  Reports.printable(
                      "%s, %s: %s %s"
                          .formatted(
                              verdict.contract(),
                              judged.change().path(),
                              judged.change().what(),
                              judged.note())));
        }
      }
    }
  }
}
