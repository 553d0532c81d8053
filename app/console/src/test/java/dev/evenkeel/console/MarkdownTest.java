package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
  private final Markdown markdown = new Markdown();

  @Test
  void headingsTablesAndWebLinksAreDrawn() {
    assertThat(
            markdown.html("# Use\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[why](https://example.org)"))
        .contains("<h1>Use</h1>", "<td>1</td>", "href=\"https://example.org\"");
  }

  @Test
  void htmlStandsThereAsText() {
    assertThat(markdown.html("<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> b"))
        .contains("&lt;script&gt;", "&lt;img")
        .doesNotContain("<script", "<img");
  }

  @Test
  void linksThatRunSomethingLeadNowhere() {
    for (String link :
        new String[] {
          "javascript:alert(1)",
          "JaVaScRiPt:alert(1)",
          "java&#115;cript:alert(1)",
          "vbscript:x",
          "data:text/html,<script>",
          "file:///etc/passwd"
        }) {
      assertThat(markdown.html("[a](<" + link + ">)"))
          .as(link)
          .doesNotContainIgnoringCase("href=\"javascript")
          .doesNotContain("href=\"vbscript", "href=\"data", "href=\"file");
    }
  }

  @Test
  void noPictureIsFetchedFromElsewhere() {
    assertThat(markdown.html("![seen](https://spy.example/p.png)"))
        .contains("alt=\"seen\"")
        .doesNotContain("spy.example");
  }

  @Test
  void deepNestingEnds() {
    assertThat(markdown.html("> ".repeat(20_000) + "x")).contains("x");
  }
}
