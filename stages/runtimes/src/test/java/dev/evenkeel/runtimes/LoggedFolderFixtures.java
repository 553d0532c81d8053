package dev.evenkeel.runtimes;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/// The folders that `make.py` logged.
public final class LoggedFolderFixtures {
  private LoggedFolderFixtures() {}

  public static Path folder(String name) {
    URL url = LoggedFolderFixtures.class.getResource("/mlflow/" + name);
    if (url == null) {
      throw new IllegalStateException("Cannot find folder " + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find folder " + name, e);
    }
  }
}
