package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TryPagesTest {
  private final List<Map<String, String>> asked = new ArrayList<>();
  private TryView.Answer answer =
      new TryView.Answer(
          "good <wine>",
          "",
          List.of(
              new TryView.Bar("good <wine>", 0.75, "75.0 %"),
              new TryView.Bar("poor", 0.25, "25.0 %")),
          List.of(),
          List.of("colour: `green` was not seen"),
          List.of(new TryView.Bar("alcohol", 1, "+0.42"), new TryView.Bar("colour", -0.5, "-0.21")),
          List.of("alcohol = 11 speaks for good"),
          "",
          "0199-id",
          "curl 'http://x'");

  private final TrySource source =
      new TrySource() {
        @Override
        public List<String> models() {
          return List.of("wine");
        }

        @Override
        public Optional<TryView.Form> form(String model) {
          return model.equals("wine")
              ? Optional.of(
                  new TryView.Form(
                      "wine",
                      "wine@2",
                      List.of(
                          new TryView.Field(
                              "alcohol", "number", "per cent", true, List.of(), List.of(), "9.5"),
                          new TryView.Field(
                              "a\"b",
                              "string, may be empty",
                              "",
                              false,
                              List.of("red", "white"),
                              List.of(),
                              "red"))))
              : Optional.empty();
        }

        @Override
        public TryView.Answer ask(String model, Map<String, String> typed) {
          asked.add(typed);
          return answer;
        }
      };

  private String page(String method, String model, String form) {
    Route route =
        new TryPages(source)
            .routes().stream()
                .filter(each -> each.method().equals(method))
                .findFirst()
                .orElseThrow();
    Request request = new PageRequest(model, Map.of(), form.getBytes(StandardCharsets.UTF_8));
    return new String(
        ((Reply.Whole) route.handler().handle(request)).body(), StandardCharsets.UTF_8);
  }

  @Test
  void theFormComesFilledWithARowThatTheModelTakes() {
    String page = page("GET", "wine", "");

    assertThat(page)
        .contains("<form class=\"question\" method=\"post\" action=\"/v1/models/wine/try\">")
        .contains("name=\"alcohol\" value=\"9.5\"")
        .contains("name=\"a&#34;b\"")
        .contains("<option value=\"red\" selected>")
        .contains("<option value=\"\">")
        .contains("Nothing was asked yet")
        .doesNotContain("onclick", "onsubmit");
    assertThat(asked).isEmpty();
  }

  @Test
  void theAnswerIsDrawnAndWhatWasTypedStays() {
    String page = page("POST", "wine", "alcohol=11%2C5&a%22b=white&other=x&empty");

    assertThat(asked).containsExactly(Map.of("alcohol", "11,5", "a\"b", "white"));
    assertThat(page)
        .contains("name=\"alcohol\" value=\"11,5\"")
        .contains("<option value=\"white\" selected>")
        .contains("<p class=\"headline\">good &lt;wine&gt;</p>")
        .contains("75.0 %")
        .contains("width=\"150.0\"")
        .contains("x=\"50.0\"")
        .contains("alcohol = 11 speaks for good")
        .contains("colour: `green` was not seen")
        .contains("0199-id")
        .contains("curl ");
  }

  @Test
  void aRefusalIsToldBesideTheForm() {
    answer =
        new TryView.Answer(
            "",
            "",
            List.of(),
            List.of("alcohol: expected a number"),
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            "curl");

    assertThat(page("POST", "wine", "alcohol=x"))
        .contains("<p class=\"refusal\">alcohol: expected a number</p>")
        .doesNotContain("headline");
  }

  @Test
  void aModelThatDoesNotAnswerAndAFormThatIsNoneAreProblems() {
    assertThatThrownBy(() -> page("GET", "nobody", "")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> page("POST", "wine", "alcohol=%zz"))
        .isInstanceOf(ProblemException.class);
  }
}
