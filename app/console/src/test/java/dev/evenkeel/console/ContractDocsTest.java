package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A contract as a page.
class ContractDocsTest {
  private static String html(String yaml) {
    // A hostile one has what the standard's schema refuses, too.
    Document document =
        DocumentReader.examine(yaml, "c.yaml", Mode.TOLERANT).document().orElseThrow();
    return new String(ContractDocs.html(document), StandardCharsets.UTF_8);
  }

  private static final String FULL =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: X
      version: X
      name: X
      tenant: X
      status: X
      domain: X
      dataProduct: X
      tags: [X]
      context: {instructions: X, verifiedStatements: [{question: X, answer: X}]}
      contractCreatedTs: "2026-01-01T00:00:00Z"
      description:
        {usage: X, purpose: X, limitations: X, authoritativeDefinitions: [{url: J, type: X, description: X}], customProperties: [{property: X, value: X}]}
      schema:
        - name: X
          physicalName: X
          physicalType: X
          businessName: X
          description: X
          dataGranularityDescription: X
          deprecated: true
          synonyms: [{synonym: X, locale: en}]
          tags: [X]
          authoritativeDefinitions: [{url: J, type: X}]
          customProperties: [{property: X, value: {X: [X]}}]
          relationships: [{from: X, to: X}]
          quality:
            - {type: sql, name: X, description: X, query: X, mustBe: X, unit: X, dimension: accuracy, severity: X, businessImpact: X, scheduler: X, schedule: X}
            - {type: custom, engine: X, implementation: X}
            - {type: text, description: X}
          properties:
            - name: X
              physicalName: X
              physicalType: X
              logicalType: string
              logicalTypeOptions: {pattern: X, format: X, minLength: 1, maxLength: 3}
              businessName: X
              description: X
              primaryKey: true
              primaryKeyPosition: 1
              required: true
              unique: true
              partitioned: true
              criticalDataElement: true
              deprecated: true
              classification: X
              encryptedName: X
              semanticType: X
              synonyms: [{synonym: X, locale: X}]
              enum: [{value: X, label: X, description: X}]
              examples: [X]
              transformSourceObjects: [X]
              transformLogic: X
              transformDescription: X
              tags: [X]
              authoritativeDefinitions: [{url: J, type: X, description: X}]
              customProperties: [{property: X, value: X}]
              relationships: [{to: X}]
              quality: [{metric: invalidValues, arguments: {validValues: [X], pattern: X}, mustBe: 0}]
            - {name: list, logicalType: array, items: {logicalType: object, properties: [{name: X, logicalType: date, logicalTypeOptions: {minimum: X, format: X}}]}}
            - {name: map, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: string, description: X}}}
      servers: [{server: X, type: X, environment: X, description: X, location: X, host: X, database: X, schema: X, catalog: X, path: X, format: X, endpointUrl: X, secret: X}]
      team: {name: X, description: X, members: [{username: X, name: X, role: X, description: X, dateIn: X, dateOut: X, replacedByUsername: X}]}
      roles: [{role: X, description: X, access: X, firstLevelApprovers: X, secondLevelApprovers: X}]
      support: [{channel: X, url: J, description: X, tool: X, scope: X}]
      price: {priceAmount: 9.5, priceCurrency: X, priceUnit: X}
      slaProperties: [{property: X, value: X, valueExt: X, unit: X, element: X, driver: X, description: X}]
      customProperties: [{property: X, value: X}]
      authoritativeDefinitions: [{url: J, type: X}]
      """;

  private static final Pattern TAG =
      Pattern.compile("<(?:!doctype html|/?([a-z0-9]+)((?:\\s+[a-z-]+=\"[^\"<]*\")*)\\s*)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)=\"([^\"]*)\"");

  @Test
  void nothingOfAHostileContractBecomesMarkup() {
    for (String hostile :
        List.of(
            "\"><script>alert(1)</script>",
            "'><img src=x onerror=alert(1)>",
            "</style></title><svg/onload=alert(1)>",
            "${7*7}@raw $unsafe{x} <!-- -->",
            "\" onclick=\"alert(1)")) {
      String html =
          html(
              FULL.replaceAll("\\bX\\b", Matcher.quoteReplacement(Json.text("q" + hostile)))
                  .replaceAll("\\bJ\\b", "\"javascript:alert(1)//https://example.org\""));
      assertOnlyOwnMarkup(html);
      assertThat(html).contains(hostile.contains("<") ? "&lt;" : "q");
    }
  }

  /// Each `<` begins a tag that the page itself has, with attributes that run nothing.
  private static void assertOnlyOwnMarkup(String html) {
    String body = html.replaceFirst("(?s)<style>.*?</style>", "");
    int opened = (int) body.chars().filter(letter -> letter == '<').count();
    Matcher tags = TAG.matcher(body);
    int found = 0;
    while (tags.find()) {
      found++;
      if (tags.group(1) != null) {
        assertThat(tags.group(1))
            .isIn(
                "html", "head", "meta", "title", "body", "div", "nav", "ol", "ul", "li", "a",
                "main", "h1", "h2", "h3", "section", "dl", "dt", "dd", "table", "thead", "tbody",
                "tr", "th", "td", "p", "span", "b", "pre");
        Matcher attributes = ATTRIBUTE.matcher(tags.group(2));
        while (attributes.find()) {
          assertThat(attributes.group(1))
              .isIn(
                  "lang",
                  "charset",
                  "http-equiv",
                  "content",
                  "name",
                  "aria-label",
                  "id",
                  "class",
                  "href",
                  "rel",
                  "scope");
          if (attributes.group(1).equals("href")) {
            assertThat(attributes.group(2)).matches("#[a-z0-9_-]+");
          }
        }
      }
    }
    assertThat(found).as(body).isEqualTo(opened);
  }

  @Test
  void letsInNothingButItsOwnStyle() throws Exception {
    String html = html("apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\n");
    Matcher style = Pattern.compile("(?s)<style>(.*?)</style>").matcher(html);
    assertThat(style.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(style.group(1).getBytes(StandardCharsets.UTF_8));

    assertThat(html)
        .contains(
            "default-src 'none'; style-src 'sha256-%s'"
                .formatted(Base64.getEncoder().encodeToString(digest)))
        .doesNotContain("<script", "src=", "@import");
  }

  private static final String SALES =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.2.0
      name: Sales of homes
      description: {purpose: "To price homes.\\nNot people."}
      team: {name: Homes, members: [{username: ada, role: owner}]}
      schema:
        - name: sales
          properties:
            - {name: id, logicalType: integer, primaryKey: true, required: true, examples: [17]}
            - {name: buyer, logicalType: object, classification: confidential, properties: [{name: mail, logicalType: string, examples: [ada@example.org]}]}
            - {name: price, logicalType: number, logicalTypeOptions: {minimum: 0, exclusiveMaximum: 100}, quality: [{metric: nullValues, unit: percent, mustBeLessThan: 5, severity: warning}]}
            - {name: old, logicalType: string, deprecated: true}
          quality: [{metric: rowCount, mustBeBetween: [10, 20]}]
      servers:
        - {server: prod, type: postgres, host: db.example.org, port: 5432, database: homes, schema: public, password: hunter2, customProperties: [{property: apiKey, value: hunter2}]}
        - {server: lake, type: s3, location: "https://ada:hunter2@s3.example.org/b?X-Amz-Signature=hunter2"}
        - {server: odd, type: custom, location: "jdbc:x://h/d;password=hunter2"}
      slaProperties: [{property: latency, value: 4, unit: h, element: sales.id}]
      roles: [{role: reader, access: read}]
      support: [{channel: "#homes", url: "https://chat.example.org/homes"}]
      price: {priceAmount: 9.95, priceCurrency: EUR, priceUnit: month}
      """;

  @Test
  void saysInWordsWhatTheContractDemands() {
    String html = html(SALES);

    assertThat(html)
        .contains("<h1>Sales of homes</h1>", "To price homes.\nNot people.")
        .contains("at least 0", "below 100")
        .contains("<b>nullValues</b> is below 5 percent", "severity warning")
        .contains("<b>rowCount</b> is from 10 to 20")
        .contains("id=\"schema-sales-buyer-mail\" class=\"d1\"")
        .contains("href=\"#schema-sales\"")
        .contains("latency", "4 h", "reader", "ada", "9.95 EUR per month")
        .contains(
            "<a href=\"https://chat.example.org/homes\" rel=\"noopener noreferrer\">#homes</a>")
        .contains("Deprecated, to be left: sales.old.");
  }

  @Test
  void showsNoSecretsAndNoExamplesOfClassifiedData() {
    String html = html(SALES);

    assertThat(html)
        .contains("17", "not shown: confidential")
        .contains(
            "db.example.org · 5432 · homes · public", "https://s3.example.org/b", "jdbc:x://h/d")
        .doesNotContain("hunter2", "ada@example.org");
  }

  @Test
  void anchorsAreTheirOwn() {
    StringBuilder yaml =
        new StringBuilder(
            "apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\nschema:\n");
    for (String name : List.of("ä", "ö", "a b", "a-b", "overview")) {
      yaml.append("  - {name: \"%s\", properties: [{name: \"%s\"}]}\n".formatted(name, name));
    }
    List<String> ids = new ArrayList<>();
    Matcher id = Pattern.compile(" id=\"([^\"]*)\"").matcher(html(yaml.toString()));
    while (id.find()) {
      ids.add(id.group(1));
    }

    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(10);
  }
}
