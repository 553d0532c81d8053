package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.Acting;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where every request comes in: whether it may, on whose behalf it is answered, and by what.
///
/// @param draining whether clients are asked by each answer to close their connection
record FrontDoor(
    List<Route> routes,
    Addresses addresses,
    Origins origins,
    Admission admission,
    Callers callers,
    BodyBudget budget,
    AtomicBoolean draining)
    implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  /// As many as our own code answers with.
  private static final Map<String, Header> TYPES = new ConcurrentHashMap<>();

  /// Of every answer. Charts style their elements, hence the inline styles; scripts are files.
  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          // Not "no-referrer": by it a browser sends our own form with "Origin: null".
          HeaderValues.createCached("Referrer-Policy", "same-origin"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.createCached(
              "Content-Security-Policy",
              "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                  + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"));

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HEADERS.forEach(response::header);
    if (draining.get()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    Asked asked =
        Asked.of(
            addresses,
            request.prologue().method().text(),
            request.prologue().uriPath().rawPathNoParams());
    String host = callers.host(request.headers(), request.remotePeer().address());
    Origins.Verdict verdict = origins.judge(request, host, asked, addresses);
    try (BodyBudget.Held held = budget.open()) {
      RequestBody body = new RequestBody(request, held);
      switch (verdict) {
        case Origins.Verdict.Refused _ -> send(response, origins.refusal(asked.path()), body);
        case Origins.Verdict.Preflight(Reply reply) -> send(response, reply, body);
        case Origins.Verdict.Accepted(Map<String, String> headers) -> {
          headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
          if (asked.found() == null && isStatic(request)) {
            chain.proceed();
          } else {
            admitted(request, response, asked, host, body);
          }
        }
      }
    }
    if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      // What was streamed is held back until the answer is over, which an exception would not wait
      // for.
      response.commit();
      // The server says that it closes, and would wait for the client to do it.
      throw new CloseConnectionException("the client wants no more of it");
    }
  }

  private void admitted(
      ServerRequest request, ServerResponse response, Asked asked, String host, RequestBody body) {
    // Who sits at this machine is asked for nothing, and serving should not pay for it.
    Caller caller =
        admission.isOn()
            ? callers.of(request.headers(), request.remotePeer().address(), request.isSecure())
            : Caller.NOBODY;
    Acting acting;
    try {
      acting = admission.admit(asked, request.headers(), caller, host);
    } catch (ProblemException e) {
      send(response, Refusals.notAdmitted(request, asked.path(), e), body);
      return;
    }
    // What is streamed is made while it is sent.
    caller.run(
        acting,
        () -> {
          Reply reply = answer(request, asked, body);
          send(response, asked.method().equals("HEAD") ? headOf(reply) : reply, body);
        });
  }

  /// Headers without the body that they tell of.
  private static Reply headOf(Reply reply) {
    Map<String, String> headers = new HashMap<>(reply.headers());
    switch (reply) {
      case Reply.Whole whole -> headers.put("Content-Length", String.valueOf(whole.body().length));
      case Reply.Streamed streamed -> {
        if (streamed.length().isPresent()) {
          headers.put("Content-Length", String.valueOf(streamed.length().getAsLong()));
          release(streamed);
        }
      }
    }
    return new Reply.Whole(reply.status(), reply.type(), new byte[0], headers);
  }

  /// What is of a known length is open already, and closed by whoever writes it.
  private static void release(Reply.Streamed streamed) {
    try {
      streamed
          .writer()
          .writeTo(
              new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                  throw new IOException("nobody asked for a body");
                }
              });
    } catch (IOException e) {
      // By its first byte.
    }
  }

  private Reply answer(ServerRequest request, Asked asked, RequestBody body) {
    Addresses.Found found = asked.found();
    return found == null
        ? Refusals.nothingHere(routes, asked.method(), request.path().path())
        : heard(found.route(), new HelidonRequest(request, found, body));
  }

  /// What is left of the body is thrown away, up to a bound, so that the client hears the answer; a
  /// connection with more of it ends.
  private static void send(ServerResponse response, Reply reply, RequestBody body) {
    boolean isAtItsEnd = body.drain();
    if (!isAtItsEnd) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    send(response, reply);
    if (!isAtItsEnd) {
      throw new CloseConnectionException("nobody reads the rest of the body");
    }
  }

  /// Files, which come in answer to requests without a body.
  private static boolean isStatic(ServerRequest request) {
    String path = request.path().path();
    return (path.startsWith("/webjars/") || path.startsWith("/static/"))
        && !request.content().hasEntity();
  }

  /// The answer for a client that is still there.
  private static Reply heard(Route route, HelidonRequest request) {
    Reply reply = answer(route, request);
    if (request.ended()) {
      throw new CloseConnectionException("the client has hung up");
    }
    return reply;
  }

  private static Reply answer(Route route, HelidonRequest request) {
    try {
      return route.handler().handle(request);
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.INTERNAL
          || e.problem().kind() == Problem.Kind.ENVIRONMENT) {
        LOG.error("{} {} failed", route.method(), route.path(), e);
      }
      return ProblemReplies.of(e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      if (request.ended()) {
        throw new CloseConnectionException("the client has hung up", e);
      }
      LOG.error("{} {} failed", route.method(), route.path(), e);
      return ProblemReplies.of(
          500, "something went wrong on our side; the log says what", "", "", "");
    }
  }

  /// Sends an answer.
  static void send(ServerResponse response, Reply reply) {
    response.status(reply.status() == 200 ? Status.OK_200 : Status.create(reply.status()));
    response.header(type(reply.type()));
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    switch (reply) {
      case Reply.Whole whole -> response.send(whole.body());
      case Reply.Streamed streamed -> stream(response, streamed);
    }
  }

  private static Header type(String type) {
    Header known = TYPES.get(type);
    return known == null
        ? TYPES.computeIfAbsent(
            type, _ -> HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type))
        : known;
  }

  private static void stream(ServerResponse response, Reply.Streamed streamed) {
    if (streamed.length().isPresent() && streamed.length().getAsLong() == 0) {
      response.send();
      return;
    }
    streamed.length().ifPresent(response::contentLength);
    try (OutputStream out = response.outputStream()) {
      streamed.writer().writeTo(out);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("A client left", e);
      throw new CloseConnectionException("the client has left", e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      // The status may have gone out: only the end of the connection says that more was to come.
      LOG.error("A streamed answer failed", e);
      throw new CloseConnectionException("a streamed answer broke off", e);
    }
    if (response instanceof RoutingResponse routed) {
      // A short answer is held back until then, and a filter that holds it has not answered.
      routed.commit();
    }
  }
}
