package dev.evenkeel.registry.webhooks;

import static dev.evenkeel.store.schema.Tables.REGISTRY_WEBHOOK;
import static dev.evenkeel.store.schema.Tables.REGISTRY_WEBHOOK_EVENT;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.SecretBox;
import dev.evenkeel.store.schema.tables.records.RegistryWebhookRecord;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Who is told of what. All of it belongs to the project in which whoever asks acts, and only its
/// administrators see it.
public final class Subscriptions {
  private static final int WEBHOOKS_MAX = 1_000;
  private static final int PAGE_MAX = 1_000;

  private final Database database;
  private final Egress egress;
  private final SecretBox secrets;
  private final AuditLog audit;
  private final Clock clock;

  public Subscriptions(
      Database database, Egress egress, SecretBox secrets, AuditLog audit, Clock clock) {
    this.database = database;
    this.egress = egress;
    this.secrets = secrets;
    this.audit = audit;
    this.clock = clock;
  }

  /// Makes a webhook.
  ///
  /// @param draft with name, address and events; it is active unless it says otherwise
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a part that cannot be one, the
  ///   address too if it leads where nobody may lead us
  public Webhook create(Webhook.Form form, WebhookDraft draft) {
    String project = project();
    String url = draft.url().orElseThrow(() -> missing("url"));
    String name = draft.name().orElseThrow(() -> missing("name"));
    Set<EventType> events = draft.events().orElseThrow(() -> missing("events"));
    WebhookRules.check(form, draft);
    egress.check(url);
    String id = UUID.randomUUID().toString();
    long now = clock.now().toEpochMilli();
    return database.write(sql -> {
      demandRoom(sql, project);
      RegistryWebhookRecord row = sql.newRecord(REGISTRY_WEBHOOK);
      row.setWebhook(id);
      row.setProject(project);
      row.setForm(form.name());
      row.setName(name);
      row.setDescription(draft.description().orElse(""));
      row.setUrl(url);
      row.setIsActive(draft.active().orElse(true));
      row.setSealedSecret(sealed(id, draft.secret().orElse("")));
      row.setCreatedMillis(now);
      row.setUpdatedMillis(now);
      sql.insertInto(REGISTRY_WEBHOOK).set(row).execute();
      keep(sql, id, events);
      Webhook made = demand(sql, id);
      audit.append("webhook.create", "webhook/" + id, Map.of(), facts(made), "");
      return made;
    });
  }

  private static void demandRoom(DSLContext sql, String project) {
    if (sql.fetchCount(REGISTRY_WEBHOOK, REGISTRY_WEBHOOK.PROJECT.eq(project)) >= WEBHOOKS_MAX) {
      throw Problem.of(
              Problem.Kind.INPUT, "the project has 1,000 webhooks", "delete some that nobody needs")
          .asException();
    }
  }

  private static RuntimeException missing(String part) {
    return Problem.of(
            Problem.Kind.INPUT, "Missing value for required parameter '%s'".formatted(part), "")
        .asException();
  }

  private String sealed(String id, String secret) {
    return secret.isEmpty() ? "" : secrets.seal(owner(id), secret);
  }

  private static String owner(String id) {
    return "webhook/" + id;
  }

  private static void keep(DSLContext sql, String id, Set<EventType> events) {
    for (EventType event : events) {
      sql.insertInto(REGISTRY_WEBHOOK_EVENT)
          .set(REGISTRY_WEBHOOK_EVENT.WEBHOOK, id)
          .set(REGISTRY_WEBHOOK_EVENT.EVENT, event.word())
          .execute();
    }
  }

  /// Webhooks, the newest first.
  ///
  /// @param form only of it; none for all
  /// @param before only numbers below it; `Long.MAX_VALUE` for the first page
  /// @param limit at most 1,000
  public List<Webhook> list(Optional<Webhook.Form> form, long before, int limit) {
    Condition wanted =
        form.map(each -> REGISTRY_WEBHOOK.FORM.eq(each.name())).orElse(DSL.noCondition());
    String project = project();
    return database.read(sql -> {
      List<RegistryWebhookRecord> rows =
          sql.selectFrom(REGISTRY_WEBHOOK)
              .where(REGISTRY_WEBHOOK.PROJECT.eq(project))
              .and(REGISTRY_WEBHOOK.ID.lt(before))
              .and(wanted)
              .orderBy(REGISTRY_WEBHOOK.ID.desc())
              .limit(Math.clamp(limit, 0, PAGE_MAX))
              .fetch();
      return webhooks(sql, rows);
    });
  }

  /// A webhook.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when the project has none of
  ///   that id
  public Webhook webhook(String id) {
    project();
    return database.read(sql -> demand(sql, id));
  }

  /// Changes a webhook.
  public Webhook update(String id, WebhookDraft change) {
    Webhook before = webhook(id);
    WebhookRules.check(before.form(), change);
    change.url().ifPresent(egress::check);
    return database.write(sql -> {
      demand(sql, id);
      RegistryWebhookRecord row =
          sql.selectFrom(REGISTRY_WEBHOOK).where(REGISTRY_WEBHOOK.WEBHOOK.eq(id)).fetchSingle();
      change.name().ifPresent(row::setName);
      change.description().ifPresent(row::setDescription);
      change.url().ifPresent(row::setUrl);
      change.active().ifPresent(row::setIsActive);
      change.secret().ifPresent(secret -> row.setSealedSecret(sealed(id, secret)));
      row.setUpdatedMillis(clock.now().toEpochMilli());
      row.store();
      change
          .events()
          .ifPresent(events -> {
            sql.deleteFrom(REGISTRY_WEBHOOK_EVENT)
                .where(REGISTRY_WEBHOOK_EVENT.WEBHOOK.eq(id))
                .execute();
            keep(sql, id, events);
          });
      Webhook after = demand(sql, id);
      audit.append("webhook.update", "webhook/" + id, facts(before), facts(after), "");
      return after;
    });
  }

  /// Deletes a webhook; what is still to be told to it is not.
  public void delete(String id) {
    database.write(sql -> {
      project();
      Webhook gone = demand(sql, id);
      sql.deleteFrom(REGISTRY_WEBHOOK_EVENT).where(REGISTRY_WEBHOOK_EVENT.WEBHOOK.eq(id)).execute();
      sql.deleteFrom(REGISTRY_WEBHOOK).where(REGISTRY_WEBHOOK.WEBHOOK.eq(id)).execute();
      audit.append("webhook.delete", "webhook/" + id, facts(gone), Map.of(), "");
      return gone;
    });
  }

  /// Without the path of the address, which is a secret to some receivers.
  private static Map<String, ?> facts(Webhook webhook) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", webhook.name());
    facts.put("form", webhook.form().name());
    facts.put("to", webhook.url().replaceFirst("^([a-zA-Z]+://[^/?#]+).*", "$1"));
    facts.put(
        "events",
        webhook.events().stream()
            .map(EventType::word)
            .collect(Collectors.toCollection(TreeSet::new)));
    facts.put("active", webhook.isActive());
    return facts;
  }

  /// Who wants to be told of something, in the caller's transaction.
  static List<Webhook> subscribed(DSLContext sql, String project, EventType event) {
    List<RegistryWebhookRecord> rows =
        sql.selectFrom(REGISTRY_WEBHOOK)
            .where(REGISTRY_WEBHOOK.PROJECT.eq(project))
            .and(REGISTRY_WEBHOOK.IS_ACTIVE.isTrue())
            .and(
                REGISTRY_WEBHOOK.WEBHOOK.in(
                    DSL.select(REGISTRY_WEBHOOK_EVENT.WEBHOOK)
                        .from(REGISTRY_WEBHOOK_EVENT)
                        .where(REGISTRY_WEBHOOK_EVENT.EVENT.eq(event.word()))))
            .orderBy(REGISTRY_WEBHOOK.ID)
            .limit(WEBHOOKS_MAX)
            .fetch();
    return rows.stream().map(row -> webhook(row, Set.of(event))).toList();
  }

  /// A webhook with its secret, for whoever signs.
  Optional<Signed> signed(String id) {
    return database.read(sql ->
        sql.selectFrom(REGISTRY_WEBHOOK)
            .where(REGISTRY_WEBHOOK.WEBHOOK.eq(id))
            .fetchOptional()
            .map(row ->
                new Signed(
                    webhook(row, Set.of()),
                    row.getSealedSecret().isEmpty()
                        ? ""
                        : secrets.open(owner(id), row.getSealedSecret()))));
  }

  /// A webhook and its secret, which is empty when it has none.
  record Signed(Webhook webhook, String secret) {
    /// Without the secret.
    @Override
    public String toString() {
      return webhook.id();
    }
  }

  private static String project() {
    Acting acting = Acting.now();
    if (!acting.who().may(Role.ADMIN, acting.project())) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "webhooks are for administrators of the project",
              "ask one of them")
          .asException();
    }
    return acting.project();
  }

  private static Webhook demand(DSLContext sql, String id) {
    List<RegistryWebhookRecord> rows =
        sql.selectFrom(REGISTRY_WEBHOOK)
            .where(REGISTRY_WEBHOOK.WEBHOOK.eq(id))
            .and(REGISTRY_WEBHOOK.PROJECT.eq(Acting.now().project()))
            .fetch();
    return webhooks(sql, rows).stream()
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "Webhook with ID %s not found".formatted(Names.abbreviate(id)),
                    "")
                .asException());
  }

  private static List<Webhook> webhooks(DSLContext sql, List<RegistryWebhookRecord> rows) {
    List<String> ids = rows.stream().map(RegistryWebhookRecord::getWebhook).toList();
    Map<String, List<String>> events =
        sql.select(REGISTRY_WEBHOOK_EVENT.WEBHOOK, REGISTRY_WEBHOOK_EVENT.EVENT)
            .from(REGISTRY_WEBHOOK_EVENT)
            .where(REGISTRY_WEBHOOK_EVENT.WEBHOOK.in(ids))
            .fetchGroups(REGISTRY_WEBHOOK_EVENT.WEBHOOK, REGISTRY_WEBHOOK_EVENT.EVENT);
    return rows.stream()
        .map(row -> webhook(row, types(events.getOrDefault(row.getWebhook(), List.of()))))
        .toList();
  }

  private static Set<EventType> types(List<String> words) {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    words.forEach(word -> EventType.of(word).ifPresent(types::add));
    return types;
  }

  private static Webhook webhook(RegistryWebhookRecord row, Set<EventType> events) {
    return new Webhook(
        row.getId(),
        row.getWebhook(),
        row.getProject(),
        Webhook.Form.valueOf(row.getForm()),
        row.getName(),
        row.getDescription(),
        row.getUrl(),
        events,
        row.getIsActive(),
        row.getCreatedMillis(),
        row.getUpdatedMillis());
  }
}
