package dev.evenkeel.plugin;

import com.palantir.javapoet.JavaFile;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/// Writes records, enums and readers of all contracts.
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class GenerateMojo extends AbstractMojo {
  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project = new MavenProject();

  /// Where the contracts lie: `*.odcs.yaml`, in folders of any depth.
  @Parameter(
      property = "contract.directory",
      defaultValue = "${project.basedir}/src/main/contracts")
  private File contracts = new File("");

  /// Where the sources go.
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/contracts")
  private File output = new File("");

  /// The package of the generated classes.
  @Parameter(required = true)
  private String packageName = "";

  /// Whether constructors refuse what the contract does not allow.
  @Parameter(property = "contract.constraints", defaultValue = "true")
  private boolean constraints = true;

  /// Names of objects that get no record.
  @Parameter private List<String> excludes = List.of();

  /// For Maven.
  public GenerateMojo() {}

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    try {
      Map<Path, Document> documents = ContractFiles.in(contracts.toPath());
      Generator generator = new Generator(packageName, constraints, Set.copyOf(excludes));
      Set<Path> written = new HashSet<>();
      for (Map.Entry<Path, Document> each : documents.entrySet()) {
        for (JavaFile source : generator.sources(each.getValue(), each.getKey().toString())) {
          written.add(write(source));
        }
      }
      removeOthers(written);
      project.addCompileSourceRoot(output.getPath());
      getLog().info("%d sources of %d contracts".formatted(written.size(), documents.size()));
    } catch (ProblemException e) {
      throw new MojoFailureException(e.problem().toString(), e);
    } catch (IOException e) {
      throw new MojoExecutionException("Cannot write sources below " + output, e);
    }
  }

  /// What did not change keeps its time, so that nothing is compiled for it.
  private Path write(JavaFile source) throws IOException {
    Path file = output.toPath().resolve(source.toJavaFileObject().getName());
    String text = source.toString();
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    return file;
  }

  /// A removed object must not live on: code that uses it has to fail to compile.
  private void removeOthers(Set<Path> written) throws IOException {
    if (!output.isDirectory()) {
      return;
    }
    try (Stream<Path> walk = Files.walk(output.toPath())) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (!written.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }
}
