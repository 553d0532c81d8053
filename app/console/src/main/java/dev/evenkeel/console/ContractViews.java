package dev.evenkeel.console;

import dev.evenkeel.console.ContractView.Cell;
import dev.evenkeel.console.ContractView.Fact;
import dev.evenkeel.console.ContractView.TableView;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.Role;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.Server;
import dev.evenkeel.contracts.odcs.TeamMember;
import java.util.ArrayList;
import java.util.List;

/// A contract as its page shows it.
final class ContractViews {
  private ContractViews() {}

  static ContractView of(Document document) {
    ContractSchemaViews schema = new ContractSchemaViews();
    return new ContractView(
        ContractWords.text(document.name().isEmpty() ? document.id() : document.name()),
        facts(document),
        texts(document),
        document.schema().stream().map(schema::of).toList(),
        tables(document),
        hints(document));
  }

  private static List<Fact> facts(Document document) {
    List<Fact> facts = new ArrayList<>();
    ContractWords.add(facts, "Id", document.id());
    ContractWords.add(facts, "Version", document.version());
    ContractWords.add(facts, "Status", document.status());
    ContractWords.add(facts, "Domain", document.domain());
    ContractWords.add(facts, "Data product", document.dataProduct());
    ContractWords.add(facts, "Tenant", document.tenant());
    document
        .team()
        .ifPresent(team -> {
          ContractWords.add(facts, "Team", team.name());
          ContractWords.add(facts, "The team", team.description());
        });
    ContractWords.add(facts, "Tags", String.join(", ", document.tags()));
    ContractWords.add(facts, "Created", document.contractCreatedTs());
    document
        .price()
        .ifPresent(price ->
            ContractWords.add(
                facts,
                "Price",
                "%s %s %s"
                    .formatted(
                        price.priceAmount().map(amount -> amount.toPlainString()).orElse(""),
                        price.priceCurrency(),
                        price.priceUnit().isEmpty() ? "" : "per " + price.priceUnit())
                    .strip()));
    ContractWords.add(facts, "Standard", "ODCS " + document.apiVersion());
    ContractWords.definitions(facts, document.authoritativeDefinitions());
    ContractWords.custom(facts, document.customProperties());
    return facts;
  }

  private static List<Fact> texts(Document document) {
    List<Fact> texts = new ArrayList<>();
    document
        .description()
        .ifPresent(description -> {
          ContractWords.add(texts, "Purpose", description.purpose());
          ContractWords.add(texts, "Usage", description.usage());
          ContractWords.add(texts, "Limitations", description.limitations());
          ContractWords.definitions(texts, description.authoritativeDefinitions());
          ContractWords.custom(texts, description.customProperties());
        });
    document
        .context()
        .ifPresent(each -> ContractWords.add(texts, "Context", ContractWords.tree(each)));
    return texts;
  }

  private static List<TableView> tables(Document document) {
    List<TableView> tables = new ArrayList<>();
    add(
        tables,
        new TableView(
            "levels",
            "Service levels",
            List.of("Promise", "Value", "Of", "Why", "Description"),
            document.slaProperties().stream()
                .map(level ->
                    row(
                        level.property(),
                        (level.value().map(ContractWords::tree).orElse("")
                                + level
                                    .valueExt()
                                    .map(each -> " to " + ContractWords.tree(each))
                                    .orElse("")
                                + " "
                                + level.unit())
                            .strip(),
                        level.element(),
                        level.driver(),
                        level.description()))
                .toList()));
    add(
        tables,
        new TableView(
            "team",
            "People",
            List.of("Name", "Role", "From", "To", "Description"),
            document.team().stream()
                .flatMap(team -> team.members().stream())
                .map(ContractViews::member)
                .toList()));
    add(
        tables,
        new TableView(
            "support",
            "Support",
            List.of("Channel", "Tool", "For", "Description"),
            document.support().stream()
                .map(item ->
                    List.of(
                        ContractWords.link(item.channel(), item.url()),
                        ContractWords.cell(item.tool()),
                        ContractWords.cell(item.scope()),
                        ContractWords.cell(item.description())))
                .toList()));
    add(tables, roles(document.roles()));
    add(
        tables,
        new TableView(
            "servers",
            "Servers",
            List.of("Server", "Type", "Environment", "Where", "Description"),
            document.servers().stream().map(ContractViews::server).toList()));
    return tables;
  }

  private static void add(List<TableView> tables, TableView table) {
    if (!table.rows().isEmpty()) {
      tables.add(table);
    }
  }

  private static TableView roles(List<Role> roles) {
    return new TableView(
        "roles",
        "Access",
        List.of("Role", "Access", "Approved by", "Then by", "Description"),
        roles.stream()
            .map(role ->
                row(
                    role.role(),
                    role.access(),
                    role.firstLevelApprovers(),
                    role.secondLevelApprovers(),
                    role.description()))
            .toList());
  }

  private static List<Cell> member(TeamMember member) {
    String name = member.name().isEmpty() ? member.username() : member.name();
    String next =
        member.replacedByUsername().isEmpty()
            ? ""
            : " (then %s)".formatted(member.replacedByUsername());
    return row(name, member.role(), member.dateIn(), member.dateOut() + next, member.description());
  }

  /// Only what the standard has no secrets in: keys of other tools are left out.
  private static List<Cell> server(Server server) {
    List<String> where = new ArrayList<>();
    for (String part :
        List.of(
            withoutSecrets(server.location()),
            withoutSecrets(server.host()),
            server.port().map(String::valueOf).orElse(""),
            server.catalog(),
            server.database(),
            server.schemaName(),
            server.namespace(),
            withoutSecrets(server.path()),
            withoutSecrets(server.warehouse()),
            withoutSecrets(server.endpointUrl()),
            withoutSecrets(server.catalogUrl()),
            server.format())) {
      if (!part.isEmpty()) {
        where.add(part);
      }
    }
    return row(
        server.server(),
        server.type(),
        server.environment(),
        String.join(" · ", where),
        server.description());
  }

  /// An address without who signs in and without its parameters, in which keys stand.
  static String withoutSecrets(String address) {
    return address.replaceFirst("[?;#].*", "").replaceAll("//[^/]*@", "//");
  }

  private static List<Cell> row(String... cells) {
    List<Cell> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(ContractWords.cell(cell));
    }
    return row;
  }

  private static List<String> hints(Document document) {
    List<String> hints = new ArrayList<>();
    if (document.schema().isEmpty()) {
      return hints;
    }
    hints.add(
        "Readers break when a column goes, is renamed, gets a wider type, or a required one may be missing.");
    hints.add(
        "Writers break when something is demanded that was not: a new required column, a narrower type, bound, pattern or enum, a key.");
    hints.add(
        "Neither breaks when an optional column is added, or words, people and servers change.");
    List<String> deprecated = new ArrayList<>();
    for (SchemaObject object : document.schema()) {
      for (SchemaProperty property : object.properties()) {
        if (property.deprecated() || object.deprecated()) {
          deprecated.add(ContractWords.text(object.name() + "." + property.name()));
        }
      }
    }
    if (!deprecated.isEmpty()) {
      hints.add("Deprecated, to be left: " + String.join(", ", deprecated) + ".");
    }
    return hints;
  }
}
