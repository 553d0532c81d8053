package dev.evenkeel.base;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// What a handler may see of an HTTP request.
public interface Request {
  /// A variable of the route's path, decoded; empty when the route has none of that name.
  String path(String name);

  /// The first value of a query parameter, decoded.
  Optional<String> query(String name);

  /// All values of a query parameter, decoded, in their order.
  default List<String> queries(String name) {
    return query(name).map(List::of).orElse(List.of());
  }

  /// The first value of a header.
  Optional<String> header(String name);

  /// The whole body.
  ///
  /// @param bytesMax a longer body is a [Problem] of kind `TOO_LARGE`, noticed before it is all
  ///   read
  byte[] body(int bytesMax);

  /// Says that the request takes so much memory besides its body, until it is answered.
  ///
  /// @throws ProblemException of kind `BUSY` when all requests together take too much
  default void hold(long bytes) {}

  /// Says that what follows is of use to nobody but the client: when it hangs up before the answer,
  /// the thread that works on it is interrupted. Called after the body has been read.
  default void endWithClient() {}

  /// The body as it arrives; the handler bounds it.
  InputStream stream();
}
