package dev.evenkeel.console;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page on which a person asks a model: a form, and the answer with its reasons as a picture.
public final class TryPages {
  private static final int FORM_BYTES_MAX = 1 << 20;
  private static final int FIELDS_MAX = 10_000;
  private static final String PATH = "/v1/models/{name}/try";

  private final TrySource source;
  private final Pages pages = new Pages();

  public TryPages(TrySource source) {
    this.source = source;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, "The page to try a model", this::form),
        Route.post(PATH, "Asks from that page", this::ask));
  }

  private Reply form(Request request) {
    return page(form(request.path("name")), Optional.empty());
  }

  private Reply ask(Request request) {
    TryView.Form empty = form(request.path("name"));
    Map<String, String> typed = fields(request.body(FORM_BYTES_MAX));
    List<TryView.Field> filled =
        empty.fields().stream()
            .map(field -> field.with(typed.getOrDefault(field.name(), "")))
            .toList();
    TryView.Form form = new TryView.Form(empty.model(), empty.reference(), filled);
    Map<String, String> row = new LinkedHashMap<>();
    filled.forEach(field -> row.put(field.name(), field.value()));
    return page(form, Optional.of(source.ask(form.model(), row)));
  }

  private TryView.Form form(String model) {
    return source
        .form(model)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "model `%s` does not answer".formatted(Names.abbreviate(model)),
                    "the models are listed at /v1/models")
                .asException());
  }

  private Reply page(TryView.Form form, Optional<TryView.Answer> answer) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("form", form);
    values.put("answer", answer.orElse(null));
    values.put("models", source.models());
    return pages.render("try.jte", values);
  }

  /// A form as browsers send it.
  private static Map<String, String> fields(byte[] body) {
    Map<String, String> fields = new HashMap<>();
    String text = new String(body, StandardCharsets.UTF_8);
    for (String pair : text.split("&", FIELDS_MAX)) {
      int equal = pair.indexOf('=');
      if (equal >= 0) {
        fields.put(decoded(pair.substring(0, equal)), decoded(pair.substring(equal + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              Problem.Kind.MALFORMED, "the form cannot be read", "send it from the page again")
          .asException();
    }
  }
}
