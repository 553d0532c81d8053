package dev.evenkeel.base;

/// An address that a room offers; `server` mounts it.
///
/// @param method `GET`, `POST`, `PUT`, `PATCH` or `DELETE`
/// @param path with variables as `{name}`: `/v1/models/{name}`; the last may be `{name...}`, which
///   is the rest of the path, of one segment or more
/// @param summary one line for the list of addresses
/// @param handler does the work, on a virtual thread, and may block
/// @param shared whether pages of other sites may ask it, those that the configuration names
/// @param guard who may ask it; nobody, until it is said
public record Route(
    String method, String path, String summary, Handler handler, boolean shared, Guard guard) {
  public Route(String method, String path, String summary, Handler handler) {
    this(method, path, summary, handler, false, new Guard.Closed());
  }

  /// The same address, for the pages of configured sites too.
  public Route asShared() {
    return new Route(method, path, summary, handler, true, guard);
  }

  /// The same address, for whoever has a role in a project.
  public Route needs(Role role) {
    return guarded(new Guard.Needs(role));
  }

  /// The same address, for whoever has a role in all projects.
  public Route needsEverywhere(Role role) {
    return guarded(new Guard.NeedsEverywhere(role));
  }

  /// The same address, for anybody.
  public Route open() {
    return guarded(new Guard.Open());
  }

  private Route guarded(Guard by) {
    return new Route(method, path, summary, handler, shared, by);
  }

  /// Answers one request; a [ProblemException] becomes the answer of its kind.
  @FunctionalInterface
  public interface Handler {
    /// Called once for each request.
    Reply handle(Request request);
  }

  /// A route that reads.
  public static Route get(String path, String summary, Handler handler) {
    return new Route("GET", path, summary, handler);
  }

  /// A route that acts.
  public static Route post(String path, String summary, Handler handler) {
    return new Route("POST", path, summary, handler);
  }
}
