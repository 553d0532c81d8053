package dev.evenkeel.console;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page on which a person asks a model: a form, and the answer with its reasons as a picture.
public final class TryPages {
  private static final int FORM_BYTES_MAX = 1 << 20;
  private static final String PATH = "/v1/models/{name}/try";

  private final TrySource source;
  private final Pages pages = new Pages();

  public TryPages(TrySource source) {
    this.source = source;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, "The page to try a model", this::form).needs(Role.VIEWER),
        Route.post(PATH, "Asks from that page", this::ask).needs(Role.VIEWER));
  }

  private Reply form(Request request) {
    return page(form(request.path("name")), Optional.empty());
  }

  private Reply ask(Request request) {
    TryView.Form empty = form(request.path("name"));
    Map<String, String> typed = Forms.fields(request.body(FORM_BYTES_MAX));
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
}
