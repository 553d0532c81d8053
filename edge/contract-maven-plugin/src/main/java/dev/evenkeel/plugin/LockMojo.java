package dev.evenkeel.plugin;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/// Writes down what each version of a contract says, so that it cannot be changed unnoticed.
@Mojo(name = "lock", threadSafe = true)
public final class LockMojo extends AbstractMojo {
  /// Where the contracts lie.
  @Parameter(
      property = "contract.directory",
      defaultValue = "${project.basedir}/src/main/contracts")
  private File contracts = new File("");

  /// What is written.
  @Parameter(defaultValue = "${project.basedir}/contracts.lock")
  private File lock = new File("");

  /// Whether a version that is locked may be locked anew with other content.
  @Parameter(property = "contract.relock", defaultValue = "false")
  private boolean relock;

  /// For Maven.
  public LockMojo() {}

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    try {
      Collection<Document> documents = ContractFiles.in(contracts.toPath()).values();
      Lock before =
          lock.exists()
              ? Lock.read(ContractFiles.text(lock.toPath()), lock.getName())
              : Lock.none();
      List<String> broken =
          documents.stream().map(before::broken).flatMap(Optional::stream).toList();
      if (!broken.isEmpty() && !relock) {
        throw new MojoFailureException(
            Reports.printable(String.join("\n", broken))
                + "\n-Dcontract.relock locks it anew all the same");
      }
      Files.writeString(lock.toPath(), before.with(documents).text());
      getLog().info("locked %d contracts".formatted(documents.size()));
    } catch (ProblemException e) {
      throw new MojoFailureException(e.problem().toString(), e);
    } catch (IOException e) {
      throw new MojoExecutionException("Cannot write " + lock, e);
    }
  }
}
