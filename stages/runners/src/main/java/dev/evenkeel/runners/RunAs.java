package dev.evenkeel.runners;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.processes.Workplace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Another user of the operating system, as whom programs run, so that they read none of the
/// server's files.
record RunAs(int user, int group) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  /// Looks the user up.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` when this server cannot run
  ///   anything as that user
  static RunAs of(String name) {
    if (!NAME.matcher(name).matches()) {
      throw refused(
          "`%s` is no name of a user".formatted(Names.abbreviate(name)), "name one that exists");
    }
    if (Workplace.onPath("setpriv").isEmpty()) {
      throw refused(
          "programs cannot run as `%s`: there is no `setpriv`".formatted(name),
          "install util-linux, or leave `runAs` out");
    }
    if (ownUser() != 0) {
      throw refused(
          "programs cannot run as `%s`: the server is not root, and only root may become another user"
              .formatted(name),
          "start the server as root, run it as the user that steps should have, or use the Kubernetes"
              + " runner");
    }
    RunAs user = new RunAs(id("-u", name), id("-g", name));
    if (user.user == 0) {
      throw refused("programs would run as root", "name a user that is not root");
    }
    return user;
  }

  /// What stands before the program.
  List<String> command() {
    return List.of(
        Commands.tool("setpriv"),
        "--reuid=" + user,
        "--regid=" + group,
        "--clear-groups",
        "--no-new-privs",
        "--inh-caps=-all");
  }

  /// Gives the program what it may write to.
  void own(List<Path> paths) throws IOException {
    for (Path path : paths) {
      Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    }
  }

  static int ownUser() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  private static int id(String what, String name) {
    try {
      Process id = new ProcessBuilder("id", what, name).redirectErrorStream(true).start();
      String answer =
          new String(id.getInputStream().readNBytes(1024), StandardCharsets.UTF_8).strip();
      if (id.waitFor() == 0) {
        return Integer.parseInt(answer);
      }
    } catch (IOException | NumberFormatException e) {
      // As if there were none.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw refused("there is no user `%s`".formatted(name), "make it, or name another");
  }

  private static RuntimeException refused(String what, String remedy) {
    return Problem.of(Problem.Kind.CONFIGURATION, what, remedy).asException();
  }
}
