package dev.evenkeel.console;

import dev.evenkeel.base.Reply;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/// Draws templates.
final class Pages {
  private final TemplateEngine engine;

  Pages() {
    engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), "dev.evenkeel.console.pages");
    engine.setBinaryStaticContent(true);
  }

  Reply render(String template, Map<String, Object> values) {
    Utf8ByteOutput out = new Utf8ByteOutput();
    write(template, values, out);
    return new Reply.Whole(
        200, "text/html; charset=utf-8", out.toByteArray(), Map.of("Cache-Control", "no-store"));
  }

  void write(String template, Map<String, Object> values, Utf8ByteOutput out) {
    engine.render(template, values, out);
  }
}
