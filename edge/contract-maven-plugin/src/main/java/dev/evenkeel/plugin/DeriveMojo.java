package dev.evenkeel.plugin;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentWriter;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;

/// Writes contracts of the project's annotated records.
@Mojo(
    name = "derive",
    defaultPhase = LifecyclePhase.PROCESS_CLASSES,
    requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class DeriveMojo extends AbstractMojo {
  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project = new MavenProject();

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
  private File classes = new File("");

  /// Where the contracts go, as `ID.odcs.yaml`.
  @Parameter(defaultValue = "${project.build.directory}/contracts")
  private File derived = new File("");

  /// For Maven.
  public DeriveMojo() {}

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    try (URLClassLoader loader =
        new URLClassLoader(classpath(), ClassLoader.getPlatformClassLoader())) {
      List<Document> documents = Derivation.of(records(loader));
      Files.createDirectories(derived.toPath());
      for (Document document : documents) {
        Files.writeString(
            derived.toPath().resolve(Names.check("contract", document.id()) + ".odcs.yaml"),
            DocumentWriter.write(document));
      }
      getLog().info("derived %d contracts".formatted(documents.size()));
    } catch (ProblemException e) {
      throw new MojoFailureException(e.problem().toString(), e);
    } catch (IOException e) {
      throw new MojoExecutionException("Cannot write contracts below " + derived, e);
    }
  }

  private URL[] classpath() throws MojoExecutionException {
    try {
      List<URL> urls = new ArrayList<>();
      for (String element : project.getCompileClasspathElements()) {
        urls.add(new File(element).toURI().toURL());
      }
      return urls.toArray(URL[]::new);
    } catch (DependencyResolutionRequiredException | MalformedURLException e) {
      throw new MojoExecutionException("Cannot find the project's classes", e);
    }
  }

  private List<Class<?>> records(ClassLoader loader) throws IOException {
    List<Class<?>> records = new ArrayList<>();
    if (!classes.isDirectory()) {
      return records;
    }
    try (Stream<Path> walk = Files.walk(classes.toPath())) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        String path = classes.toPath().relativize(file).toString();
        String name =
            path.substring(0, path.length() - ".class".length()).replace(File.separatorChar, '.');
        try {
          // Not initialized: to look at a class is not to run it.
          Class<?> type = Class.forName(name, false, loader);
          if (Derivation.isWanted(type)) {
            records.add(type);
          }
        } catch (ClassNotFoundException | LinkageError e) {
          getLog().debug("not looked at: " + name, e);
        }
      }
    }
    return records;
  }
}
