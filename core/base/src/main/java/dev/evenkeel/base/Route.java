package dev.evenkeel.base;

/// An address that a room offers; `server` mounts it.
///
/// @param method `GET`, `POST`, `PUT`, `PATCH` or `DELETE`
/// @param path with variables as `{name}`: `/v1/models/{name}`; the last may be `{name...}`, which
///   is the rest of the path, of one segment or more
/// @param summary one line for the list of addresses
/// @param handler does the work, on a virtual thread, and may block
/// @param shared whether pages of other sites may ask it, those that the configuration names
public record Route(String method, String path, String summary, Handler handler, boolean shared) {
  public Route(String method, String path, String summary, Handler handler) {
    this(method, path, summary, handler, false);
  }

  /// The same address, for the pages of configured sites too.
  public Route asShared() {
    return new Route(method, path, summary, handler, true);
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
