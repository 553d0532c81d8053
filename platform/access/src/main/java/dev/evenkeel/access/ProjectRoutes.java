package dev.evenkeel.access;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;

/// The addresses of projects.
final class ProjectRoutes {
  private static final String PROJECTS = "/api/v1/projects";

  private final Projects projects;

  ProjectRoutes(Projects projects) {
    this.projects = projects;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PROJECTS, "Projects in which one has a role", this::list).needs(Role.VIEWER),
        Route.post(PROJECTS, "Make a project", this::create).needsEverywhere(Role.ADMIN));
  }

  private Reply list(Request request) {
    List<Project> page = projects.page(request.query("after").orElse(""), Fields.limit(request));
    return Reply.json(Map.of("projects", page));
  }

  private Reply create(Request request) {
    Fields fields = Fields.of(request, "name", "description");
    return Reply.json(
        201, projects.create(fields.text("name"), fields.optional("description").orElse("")));
  }
}
