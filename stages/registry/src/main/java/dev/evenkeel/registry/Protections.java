package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_PROTECTION;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.access.ApprovalRequests;
import dev.evenkeel.access.NewApproval;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryProtectionRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// The rules of who may move which alias. Whoever moves one asks here, in the transaction of the
/// move, whichever way they came.
public final class Protections {
  /// The kind of request that a move of an alias waits by.
  public static final String ALIAS_MOVE = "alias.move";

  /// The kind of request that a policy's promotion waits by: the same move, with what its gates
  /// said.
  public static final String GATE = "gate";

  private static final int RULES_MAX = 10_000;

  private final Database database;
  private final ApprovalRequests requests;
  private final AuditLog audit;

  /// One that tells nobody outside of requests.
  public Protections(Database database, Clock clock) {
    this(database, clock, Events.NONE);
  }

  public Protections(Database database, Clock clock, Events events) {
    this.database = database;
    this.requests = new ApprovalRequests(database, clock, new ApprovalEvents(events));
    this.audit = new AuditLog(database, clock);
  }

  /// Sets a rule.
  ///
  /// @param reason in plain words; may be empty
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a name that cannot be one or
  ///   too many approvals
  public void set(Protection rule, String reason) {
    check(rule);
    database.write(sql -> {
      Map<String, ?> before =
          rule(sql, rule.model(), rule.alias()).map(Protections::facts).orElse(Map.of());
      sql.insertInto(REGISTRY_PROTECTION)
          .set(REGISTRY_PROTECTION.MODEL, rule.model())
          .set(REGISTRY_PROTECTION.ALIAS, rule.alias())
          .set(REGISTRY_PROTECTION.ROLE, rule.role().name())
          .set(REGISTRY_PROTECTION.APPROVALS, rule.approvals())
          .onConflict(REGISTRY_PROTECTION.MODEL, REGISTRY_PROTECTION.ALIAS)
          .doUpdate()
          .set(REGISTRY_PROTECTION.ROLE, rule.role().name())
          .set(REGISTRY_PROTECTION.APPROVALS, rule.approvals())
          .execute();
      audit.appendIn(
          project(rule.model()),
          "alias.protected",
          subject(rule.model()),
          before,
          facts(rule),
          reason);
      return rule;
    });
  }

  private static void check(Protection rule) {
    if (!rule.model().equals(Protection.EVERY_MODEL)) {
      Names.check("model", rule.model());
    }
    Aliases.check(rule.alias());
    if (rule.approvals() < 0 || rule.approvals() > Protection.APPROVALS_MAX) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "%d approvals cannot be demanded".formatted(rule.approvals()),
              "choose 0 to " + Protection.APPROVALS_MAX)
          .asException();
    }
  }

  /// Takes a rule away, so that the next wider one holds.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  public void remove(String model, String alias, String reason) {
    database.write(sql -> {
      Protection rule =
          rule(sql, model, alias)
              .orElseThrow(() ->
                  Problem.of(
                          Problem.Kind.NOT_FOUND,
                          "`%s` has no rule for alias `%s`"
                              .formatted(Names.abbreviate(model), Names.abbreviate(alias)),
                          "")
                      .asException());
      sql.deleteFrom(REGISTRY_PROTECTION).where(is(model, alias)).execute();
      audit.appendIn(
          project(model), "alias.unprotected", subject(model), facts(rule), Map.of(), reason);
      return rule;
    });
  }

  private static Condition ofSeen() {
    return Acting.now().who().mayEverywhere(Role.VIEWER)
        ? DSL.trueCondition()
        : ProjectScope.ofModel(REGISTRY_PROTECTION.MODEL);
  }

  /// The rules that somebody set for every model, and for models that they see, by model and alias.
  public List<Protection> all() {
    return database.read(sql ->
        sql.selectFrom(REGISTRY_PROTECTION)
            .where(REGISTRY_PROTECTION.MODEL.eq(Protection.EVERY_MODEL).or(ofSeen()))
            .orderBy(REGISTRY_PROTECTION.MODEL, REGISTRY_PROTECTION.ALIAS)
            .limit(RULES_MAX)
            .fetch(Protections::protection));
  }

  /// The rule that holds for an alias: of its model, else of every model, else that `champion` is a
  /// deployer's and all others an editor's.
  public Protection of(String model, String alias) {
    return database.read(sql -> {
      Optional<Protection> set =
          rule(sql, model, alias).or(() -> rule(sql, Protection.EVERY_MODEL, alias));
      Role role = alias.equals(Models.CHAMPION) ? Role.DEPLOYER : Role.EDITOR;
      return set.orElseGet(() -> new Protection(model, alias, role, 0));
    });
  }

  /// Refuses whoever has not the role, and files a request where approvals are needed: then the
  /// caller moves nothing. Call it in the transaction of the move, in the model's turn.
  ///
  /// @param from where the alias points
  /// @param to where it is to point
  Optional<ApprovalRequest> ask(String model, String alias, int from, int to, String reason) {
    return ask(model, alias, from, to, reason, GateReport.NONE);
  }

  /// The same for a champion that gates have judged, whose policy may ask people where no rule
  /// does.
  Optional<ApprovalRequest> askForGate(
      String model, int from, int to, String evidence, GateReport report) {
    return ask(model, Models.CHAMPION, from, to, evidence, report);
  }

  private Optional<ApprovalRequest> ask(
      String model, String alias, int from, int to, String reason, GateReport report) {
    Protection rule = of(model, alias);
    demandRole(rule, model, alias);
    int needed = Math.max(rule.approvals(), report.approvals());
    if (needed == 0) {
      return Optional.empty();
    }
    Map<String, String> facts = new TreeMap<>();
    facts.put("model", model);
    facts.put("alias", alias);
    facts.put("from", String.valueOf(from));
    facts.put("to", String.valueOf(to));
    report.verdicts().forEach((gate, says) -> facts.put("gate." + gate, says));
    // Whoever may move it may approve it; an editor's alias takes a deployer's approval all the
    // same.
    Role decides = rule.role().covers(Role.DEPLOYER) ? rule.role() : Role.DEPLOYER;
    return Optional.of(
        requests.file(
            new NewApproval(
                report.verdicts().isEmpty() ? ALIAS_MOVE : GATE,
                subject(model),
                project(model),
                facts,
                reason,
                decides,
                needed,
                report.validity())));
  }

  /// Refuses to take an alias away in passing, as when its version is deleted, when it may not be
  /// moved as simply.
  void demandFree(String model, String alias) {
    Protection rule = of(model, alias);
    demandRole(rule, model, alias);
    if (rule.approvals() > 0) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "alias `%s` of %s is protected: to move it takes %d approvals"
                  .formatted(alias, Names.abbreviate(model), rule.approvals()),
              "remove the alias first, with their approval")
          .asException();
    }
  }

  /// Refuses to rename a model out of its own rules.
  void demandNoRules(DSLContext sql, String model) {
    if (sql.fetchExists(REGISTRY_PROTECTION, REGISTRY_PROTECTION.MODEL.eq(model))) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "model `%s` cannot be renamed: some of its aliases are protected by that name"
                  .formatted(Names.abbreviate(model)),
              "an administrator can take the protection away first")
          .asException();
    }
  }

  /// The role counts in the model's project, whichever they work in.
  private void demandRole(Protection rule, String model, String alias) {
    Principal who = Acting.now().who();
    if (!who.mayEverywhere(rule.role()) && !who.may(rule.role(), project(model))) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "alias `%s` of %s is moved by a %s only"
                  .formatted(
                      Names.abbreviate(alias),
                      Names.abbreviate(model),
                      rule.role().name().toLowerCase(Locale.ROOT)),
              "ask somebody who has that role")
          .asException();
    }
  }

  private String project(String model) {
    return database.read(
        sql -> ProjectScope.projectOfModel(sql, model).orElse(Acting.DEFAULT_PROJECT));
  }

  /// Says to whoever asked for a move that it waits.
  static RuntimeException waiting(String model, String alias, ApprovalRequest request) {
    return Problem.of(
            Problem.Kind.CONFLICT,
            "alias `%s` of %s has not moved: %s".formatted(alias, model, request),
            "somebody else approves it with `evenkeel approve %d`".formatted(request.id()))
        .asException();
  }

  private static Optional<Protection> rule(DSLContext sql, String model, String alias) {
    return sql.selectFrom(REGISTRY_PROTECTION)
        .where(is(model, alias))
        .fetchOptional()
        .map(Protections::protection);
  }

  private static Condition is(String model, String alias) {
    return REGISTRY_PROTECTION.MODEL.eq(model).and(REGISTRY_PROTECTION.ALIAS.eq(alias));
  }

  private static Protection protection(RegistryProtectionRecord row) {
    return new Protection(
        row.getModel(), row.getAlias(), Role.valueOf(row.getRole()), row.getApprovals());
  }

  private static Map<String, ?> facts(Protection rule) {
    return Map.of("alias", rule.alias(), "role", rule.role().name(), "approvals", rule.approvals());
  }

  static String subject(String model) {
    return "model/" + model;
  }
}
