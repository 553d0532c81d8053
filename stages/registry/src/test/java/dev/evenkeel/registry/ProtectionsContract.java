package dev.evenkeel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.access.ApprovalRequests;
import dev.evenkeel.access.Approvals;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.AuditQuery;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What protected aliases promise, on either database.
abstract class ProtectionsContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Principal EDITOR = person("eve", Role.EDITOR);
  private static final Principal ANN = person("ann", Role.DEPLOYER);
  private static final Principal BOB = person("bob", Role.DEPLOYER);
  private static final String CHURN = "churn";

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private final List<AliasMove> told = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private Database database;
  private Models models;
  private Aliases aliases;
  private Promotions promotions;
  private Protections protections;
  private ApprovalRequests requests;
  private Approvals approvals;
  private RegisteredModels registered;
  private RegisteredVersions versions;
  private ModelVersion first;
  private ModelVersion second;

  abstract Database open();

  @BeforeEach
  void openRegistry() {
    database = open();
    BlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    models = new Models(database, blobs, clock);
    aliases = new Aliases(database, clock);
    Events outward =
        (type, subject, data) ->
            events.add(
                "%s %s %s"
                    .formatted(type, subject, data.containsKey("state") ? data.get("state") : "")
                    .strip());
    promotions = new Promotions(database, models, clock, outward);
    protections = new Protections(database, clock);
    requests = new ApprovalRequests(database, clock);
    approvals =
        new Approvals(
            database,
            clock,
            Map.of(Protections.ALIAS_MOVE, new AliasMoves(database, aliases, promotions)),
            new ApprovalEvents(outward));
    registered = new RegisteredModels(database, aliases, clock);
    versions =
        new RegisteredVersions(
            database,
            blobs,
            models,
            aliases,
            new Artifacts(database, blobs, clock, 1 << 20),
            clock,
            1 << 20);
    promotions.onMove(told::add);
    first = register();
    second = register();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ModelVersion register() {
    return models.register(
        new NewVersion(
            CHURN,
            new ModelDescription(
                new Signature(List.of()),
                List.of(),
                new Target.Classes("band", Duration.ofDays(30), List.of("low", "high")),
                ModelDescription.XGBOOST_JSON),
            new byte[] {1, 2, 3},
            Optional.empty(),
            "",
            Optional.empty(),
            "",
            42,
            Map.of(),
            Map.of()));
  }

  private static Principal person(String name, Role role) {
    return new Principal(name, Map.of("*", role));
  }

  private static <T> T as(Principal who, Callable<T> action) {
    try {
      return new Acting(who, Acting.DEFAULT_PROJECT).call(action);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void promote(Principal who, ModelVersion version) {
    as(
        who,
        () -> {
          promotions.promoteByHand(version, who.name(), "better");
          return version;
        });
  }

  @Test
  void tellsOutsideOnceOfARequestAndOnceOfItsDecision() {
    protections.set(new Protection(CHURN, Models.CHAMPION, Role.DEPLOYER, 1), "");
    refusal(() -> promote(ANN, first));
    refusal(() -> promote(ANN, first));
    long moved = as(BOB, () -> requests.waiting(Long.MAX_VALUE, 10)).getFirst().id();
    as(BOB, () -> approvals.approve(moved, "fine"));
    refusal(() -> promote(ANN, second));
    long stayed = as(BOB, () -> requests.waiting(Long.MAX_VALUE, 10)).getFirst().id();
    as(BOB, () -> approvals.reject(stayed, "too early"));
    refusal(() -> as(BOB, () -> approvals.reject(stayed, "again")));

    assertThat(events.stream().filter(event -> event.startsWith("approval.")))
        .containsExactly(
            "approval.requested approval/" + moved,
            "approval.decided approval/%d APPROVED".formatted(moved),
            "approval.requested approval/" + stayed,
            "approval.decided approval/%d REJECTED".formatted(stayed));
  }

  @Test
  void aRoleCountsInTheModelsProjectAndNotWhereSomebodyWorks() {
    Principal mixed = new Principal("mia", Map.of("default", Role.EDITOR, "own", Role.DEPLOYER));
    protections.set(new Protection(CHURN, "live", Role.DEPLOYER, 0), "");

    Problem refused =
        refusal(() ->
            new Acting(mixed, "own")
                .run(() -> aliases.set(CHURN, "live", first.number(), "mia", "mine")));

    assertThat(refused.kind()).isEqualTo(Problem.Kind.FORBIDDEN);
    assertThat(aliases.of(CHURN)).doesNotContainKey("live");
  }

  @Test
  void theAuditLogHasTheProjectOfTheModelAndNotWhereSomebodyWorks() {
    Principal mixed = new Principal("mia", Map.of("default", Role.DEPLOYER, "own", Role.DEPLOYER));

    new Acting(mixed, "own").run(() -> aliases.set(CHURN, "live", first.number(), "mia", "mine"));

    assertThat(new AuditLog(database, clock).newest(AuditQuery.ALL, Long.MAX_VALUE, 1))
        .extracting(each -> each.action() + " " + each.project())
        .containsExactly("alias.set default");
  }

  private static Problem refusal(Runnable action) {
    return catchThrowableOfType(ProblemException.class, action::run).problem();
  }

  private void protect(String model, String alias, Role role, int needed) {
    protections.set(new Protection(model, alias, role, needed), "");
  }

  private ApprovalRequest waiting() {
    return requests.waiting(Long.MAX_VALUE, 9).getFirst();
  }

  private List<String> audited() {
    return new AuditLog(database, clock)
        .oldest(AuditQuery.ALL, 0).stream()
            .map(each -> each.actor() + " " + each.action() + " " + each.subject())
            .toList();
  }

  @Test
  void anEditorMovesEveryAliasButTheChampion() {
    as(EDITOR, () -> aliases.set(CHURN, "challenger", 1, "eve", ""));

    Problem refused = refusal(() -> promote(EDITOR, first));
    promote(ANN, first);

    assertThat(refused.kind()).isEqualTo(Problem.Kind.FORBIDDEN);
    assertThat(aliases.of(CHURN)).isEqualTo(Map.of("challenger", 1, "champion", 1));
    assertThat(audited())
        .containsExactly(
            "evenkeel version.registered version/churn@1",
            "evenkeel version.registered version/churn@2",
            "eve alias.set model/churn",
            "ann alias.set model/churn");
  }

  @Test
  void aProtectedChampionMovesWithTheLastApprovalAndServingHearsOfIt() {
    protect(CHURN, "champion", Role.DEPLOYER, 1);

    Problem waits = refusal(() -> promote(ANN, second));
    ApprovalRequest request = waiting();
    Optional<ModelVersion> before = models.champion(CHURN);
    as(BOB, () -> approvals.approve(request.id(), "seen"));

    assertThat(waits.kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(waits.sentence()).contains("evenkeel approve " + request.id());
    assertThat(before).isEmpty();
    assertThat(models.champion(CHURN)).contains(second);
    assertThat(told).extracting(AliasMove::number).containsExactly(2);
    assertThat(told.getFirst().actor()).isEqualTo("ann");
    assertThat(audited()).endsWith("bob approval.approved approval/1", "bob alias.set model/churn");
  }

  @Test
  void whoeverAskedCannotApproveAndARejectionKeepsTheChampion() {
    promote(ANN, first);
    protect(CHURN, "champion", Role.DEPLOYER, 1);
    refusal(() -> promote(ANN, second));
    long request = waiting().id();

    Problem own = refusal(() -> as(ANN, () -> approvals.approve(request, "")));
    as(BOB, () -> approvals.reject(request, "not on a Friday"));

    assertThat(own.kind()).isEqualTo(Problem.Kind.FORBIDDEN);
    assertThat(models.champion(CHURN)).contains(first);
  }

  @Test
  void anApprovalOfWhatHasChangedMeanwhileSaysWhyAndMovesNothing() {
    protect(CHURN, "champion", Role.DEPLOYER, 1);
    refusal(() -> promote(ANN, second));
    long request = waiting().id();
    protect(CHURN, "champion", Role.DEPLOYER, 0);
    promote(ANN, first);

    Problem stale = refusal(() -> as(BOB, () -> approvals.approve(request, "")));

    assertThat(stale.kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(stale.what()).contains("moved from nothing to version 1 meanwhile");
    assertThat(models.champion(CHURN)).contains(first);
  }

  @Test
  void aPolicysPromotionWaitsLikeAPersonsAndSaysSoToItsRecord() {
    protect(Protection.EVERY_MODEL, "champion", Role.DEPLOYER, 1);
    List<Verdict> recorded = new ArrayList<>();

    Verdict verdict =
        promotions.promote(
            first, (_, _) -> new Verdict.Pass("F1 0.9 > 0.8"), "policy", recorded::add);

    assertThat(verdict).isEqualTo(new Verdict.Waiting("F1 0.9 > 0.8", waiting()));
    assertThat(recorded).containsExactly(verdict);
    assertThat(models.champion(CHURN)).isEmpty();
  }

  @Test
  void aModelsOwnRuleWinsOverTheRuleOfAllModels() {
    protect(Protection.EVERY_MODEL, "staging", Role.ADMIN, 2);
    protect(CHURN, "staging", Role.EDITOR, 0);

    as(EDITOR, () -> aliases.set(CHURN, "staging", 1, "eve", ""));
    protections.remove(CHURN, "staging", "");

    assertThat(refusal(() -> as(EDITOR, () -> aliases.set(CHURN, "staging", 2, "eve", ""))).kind())
        .isEqualTo(Problem.Kind.FORBIDDEN);
    assertThat(protections.all())
        .containsExactly(new Protection(Protection.EVERY_MODEL, "staging", Role.ADMIN, 2));
  }

  @Test
  void noOtherWayLeadsAroundTheApproval() {
    aliases.set(CHURN, "staging", 2, "ann", "");
    protect(CHURN, "staging", Role.EDITOR, 1);

    Problem removed = refusal(() -> aliases.remove(CHURN, "staging", "ann", ""));
    Problem versionDeleted = refusal(() -> versions.delete(CHURN, 2));
    Problem modelDeleted = refusal(() -> registered.delete(CHURN));
    Problem renamed = refusal(() -> registered.rename(CHURN, "churn2"));

    assertThat(removed.what()).contains("has not moved");
    assertThat(List.of(versionDeleted, modelDeleted, renamed))
        .allSatisfy(problem -> assertThat(problem.what()).contains("protected"));
    assertThat(aliases.of(CHURN)).isEqualTo(Map.of("staging", 2));
    as(BOB, () -> approvals.approve(waiting().id(), ""));
    assertThat(aliases.of(CHURN)).isEmpty();
  }

  @Test
  void rulesAreBounded() {
    assertThat(refusal(() -> protect(CHURN, "champion", Role.DEPLOYER, 11)).kind())
        .isEqualTo(Problem.Kind.INPUT);
    assertThat(refusal(() -> protect("no/name", "champion", Role.DEPLOYER, 1)).kind())
        .isEqualTo(Problem.Kind.INPUT);
    assertThat(refusal(() -> protections.remove(CHURN, "champion", "")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
  }
}
