package dev.evenkeel.console;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.UrlSanitizer;

/// Draws what people wrote. Whoever wrote it is not trusted: HTML stands there as text, links lead
/// to web and mail addresses only, and no picture is fetched from elsewhere.
final class Markdown {
  private static final int DEPTH_MAX = 50;

  private final Parser parser =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.NONE)
          .maxOpenBlockParsers(DEPTH_MAX)
          .build();
  private final HtmlRenderer renderer =
      HtmlRenderer.builder()
          .extensions(List.of(TablesExtension.create()))
          .escapeHtml(true)
          .sanitizeUrls(true)
          .urlSanitizer(new NoPictures())
          .build();

  /// A picture's server would learn who reads the page.
  private static final class NoPictures implements UrlSanitizer {
    private final UrlSanitizer links = new DefaultUrlSanitizer();

    @Override
    public String sanitizeLinkUrl(String url) {
      return links.sanitizeLinkUrl(url);
    }

    @Override
    public String sanitizeImageUrl(String url) {
      return "";
    }
  }

  String html(String text) {
    return renderer.render(parser.parse(text));
  }
}
