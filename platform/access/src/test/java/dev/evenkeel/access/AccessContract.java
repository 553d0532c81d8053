package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_SESSION;
import static dev.evenkeel.store.schema.Tables.ACCESS_TOKEN;
import static dev.evenkeel.store.schema.Tables.ACCESS_USER;
import static dev.evenkeel.store.schema.Tables.STORE_AUDIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.AuditQuery;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class AccessContract {
  private static final String PASSWORD = "correct horse battery";
  private static final String HERE = "192.0.2.7";

  @TempDir Path folder;
  private final SimulatedClock clock = new SimulatedClock(Instant.parse("2026-03-01T08:00:00Z"));
  private Database database;
  private Access access;

  abstract Database open();

  @BeforeEach
  void start() {
    database = open();
    access = node();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private Access node() {
    return Access.of(database, clock, new AuditLog(database, clock), AccessSettings.local());
  }

  private void administrator() {
    access.users().add("root", PASSWORD, Map.of("*", Role.ADMIN));
  }

  private void pass(Duration time) {
    clock.moveTo(clock.now().plus(time));
  }

  private static void refuses(Problem.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().kind()).isEqualTo(kind));
  }

  private String token(String user, Role cap) {
    return access
        .tokens()
        .create(user, new NewToken("ci", "default", cap, Duration.ofDays(1)))
        .secret();
  }

  @Test
  void knowsAUserByTheirPasswordOnly() {
    assertThat(access.hasUsers()).isFalse();
    administrator();

    assertThat(access.hasUsers()).isTrue();
    assertThat(access.byPassword("root", PASSWORD, HERE).orElseThrow().who().roles())
        .isEqualTo(Map.of("*", Role.ADMIN));
    assertThat(access.byPassword("root", PASSWORD + "!", HERE)).isEmpty();
    assertThat(access.byPassword("nobody", PASSWORD, HERE)).isEmpty();
    assertThat(access.byPassword("a/../b", PASSWORD, HERE)).isEmpty();
  }

  @Test
  void keepsHashesOnly() {
    administrator();
    String token = token("root", Role.ADMIN);
    String cookie = access.openSession(access.byBearer(token).orElseThrow());

    String kept =
        database.read(sql ->
            sql.fetch(ACCESS_USER).formatJSON()
                + sql.fetch(ACCESS_TOKEN).formatJSON()
                + sql.fetch(ACCESS_SESSION).formatJSON()
                + sql.fetch(STORE_AUDIT).formatJSON());

    assertThat(kept).contains("argon2id").doesNotContain(PASSWORD, token, cookie);
  }

  @Test
  void refusesPasswordsThatAreGuessedFirst() {
    administrator();

    for (String weak :
        List.of("short", "password1234", "aaaaaaaaaaaaaaaa", "Evenkeel-2026", "anna-anna-anna-1")) {
      refuses(Problem.Kind.INPUT, () -> access.users().add("anna", weak, Map.of()));
    }
    assertThat(access.users().find("anna")).isEmpty();
    access.users().add("anna", access.users().makePassword(), Map.of());
  }

  @Test
  void demandsThatTheFirstUserIsAnAdministratorAndKeepsTheLastOne() {
    refuses(
        Problem.Kind.INPUT,
        () -> access.users().add("anna", PASSWORD, Map.of("default", Role.ADMIN)));
    administrator();
    access.users().add("anna", PASSWORD, Map.of("default", Role.ADMIN));

    refuses(Problem.Kind.CONFLICT, () -> access.users().remove("root"));
    refuses(Problem.Kind.CONFLICT, () -> access.users().disable("root"));
    refuses(Problem.Kind.CONFLICT, () -> access.users().take("root", "*"));
    refuses(Problem.Kind.CONFLICT, () -> access.users().give("root", "*", Role.EDITOR));
    assertThat(access.users().find("root").orElseThrow().roles().get("*")).isEqualTo(Role.ADMIN);

    access.users().give("anna", "*", Role.ADMIN);
    access.users().remove("root");
    assertThat(access.users().page("", 10)).extracting(User::name).containsExactly("anna");
  }

  @Test
  void failedSignInsCountOverAllNodesOfOneDatabase() {
    administrator();
    Access other = node();
    for (int guess = 0; guess < 5; guess++) {
      Access asked = guess % 2 == 0 ? access : other;
      assertThat(asked.byPassword("root", "guess-number-" + guess, HERE)).isEmpty();
    }

    refuses(Problem.Kind.BUSY, () -> other.byPassword("root", PASSWORD, HERE));
    refuses(Problem.Kind.BUSY, () -> access.byPassword("root", PASSWORD, HERE));
    refuses(Problem.Kind.BUSY, () -> node().byPassword("root", PASSWORD, HERE));
    pass(Duration.ofSeconds(3));
    assertThat(other.byPassword("root", PASSWORD, HERE)).isPresent();
    assertThat(node().byPassword("root", PASSWORD + "!", HERE)).isEmpty();
  }

  @Test
  void signInsAreWrittenDownWithTheirAddressAndWrongPasswordsWithoutTheNamesOfNobody() {
    administrator();
    access.byPassword("root", PASSWORD + "!", HERE);
    access.byPassword("hunter2", PASSWORD, HERE);
    Identified root = access.byPassword("root", PASSWORD, HERE).orElseThrow();
    new Acting(Principal.ANONYMOUS, "default", HERE)
        .run(() -> access.closeSession(access.openSession(root)));

    assertThat(signIns())
        .containsExactly(
            "anonymous sign-in.failed user/root " + HERE,
            "anonymous sign-in.failed user/? " + HERE,
            "root sign-in.done user/root " + HERE,
            "root sign-in.ended user/root " + HERE);
  }

  @Test
  void whoeverGuessesDoesNotFillTheAuditLogAndItSaysHowManyWereLeftOut() {
    SignInLog log = new SignInLog(new AuditLog(database, clock), clock);
    for (int guess = 0; guess < 230; guess++) {
      log.failed("", HERE);
    }

    int told = signIns().size();
    pass(Duration.ofHours(1));
    log.failed("root", HERE);

    assertThat(told).isEqualTo(200);
    assertThat(
            new AuditLog(database, clock)
                .newest(AuditQuery.ALL, Long.MAX_VALUE, 1)
                .getFirst()
                .after())
        .isEqualTo("{\"notTold\":30}");
  }

  private List<String> signIns() {
    AuditQuery query = new AuditQuery("", "sign-in", "", "", Optional.empty(), Optional.empty());
    return new AuditLog(database, clock)
        .oldest(query, 0).stream()
            .map(each ->
                "%s %s %s %s"
                    .formatted(each.actor(), each.action(), each.subject(), each.address()))
            .toList();
  }

  @Test
  void refusesNamesThatTheAuditLogGivesToOthersAndProjectsThatDoNotExist() {
    administrator();

    refuses(Problem.Kind.INPUT, () -> access.users().add("local", PASSWORD, Map.of()));
    refuses(Problem.Kind.INPUT, () -> access.users().add("oidc:anna", PASSWORD, Map.of()));
    refuses(Problem.Kind.NOT_FOUND, () -> access.users().give("root", "nowhere", Role.VIEWER));
    refuses(Problem.Kind.CONFLICT, () -> access.users().add("root", PASSWORD, Map.of()));
  }

  @Test
  void letsATokenDoWhatItsUserMayAndNoMoreThanItsCap() {
    administrator();
    access.projects().create("fraud", "");
    access.users().add("anna", PASSWORD, Map.of("*", Role.VIEWER, "fraud", Role.DEPLOYER));
    access.tokens().create("anna", new NewToken("wide", "fraud", Role.ADMIN, Duration.ofDays(1)));

    String narrow = token("anna", Role.EDITOR);

    assertThat(access.byBearer(narrow).orElseThrow().who().roles())
        .isEqualTo(Map.of("*", Role.VIEWER, "fraud", Role.EDITOR));
    assertThat(access.tokens().page("anna", "", 10))
        .extracting(Token::name)
        .containsExactly("ci", "wide");
    assertThat(access.byBearer(narrow + "x")).isEmpty();
    assertThat(access.byBearer("ek_")).isEmpty();
    assertThat(access.byBearer("eyJ.eyJ.sig")).isEmpty();
  }

  @Test
  void letsATokenThatMayDoLittleMakeNoneThatMayDoMore() throws Exception {
    administrator();
    Identified editor = access.byBearer(token("root", Role.EDITOR)).orElseThrow();

    Tokens.Created wide =
        new Acting(editor.who(), "default")
            .call(() ->
                access
                    .tokens()
                    .create(
                        "root", new NewToken("wide", "default", Role.ADMIN, Duration.ofDays(1))));

    assertThat(access.byBearer(wide.secret()).orElseThrow().who().roles())
        .isEqualTo(Map.of("*", Role.EDITOR));
  }

  @Test
  void endsATokenAtOnceHereAndWithinSecondsElsewhere() {
    administrator();
    Access other = node();
    String token = token("root", Role.ADMIN);
    assertThat(access.byBearer(token)).isPresent();
    assertThat(other.byBearer(token)).isPresent();

    access.tokens().revoke("root", "ci");

    assertThat(access.byBearer(token)).isEmpty();
    pass(Duration.ofSeconds(3));
    assertThat(other.byBearer(token)).isEmpty();
    refuses(Problem.Kind.NOT_FOUND, () -> access.tokens().revoke("root", "ci"));
  }

  @Test
  void endsATokenWhenItsTimeHasComeOrItsUserIsDisabled() {
    administrator();
    access.users().add("anna", PASSWORD, Map.of("default", Role.EDITOR));
    String token = token("anna", Role.ADMIN);
    assertThat(access.byBearer(token)).isPresent();

    access.users().disable("anna");
    assertThat(access.byBearer(token)).isEmpty();
    assertThat(access.byPassword("anna", PASSWORD, HERE)).isEmpty();
    access.users().enable("anna");
    assertThat(access.byBearer(token)).isPresent();
    pass(Duration.ofDays(1));
    assertThat(access.byBearer(token)).isEmpty();
  }

  @Test
  void takesARoleFromATokenAtOnce() {
    administrator();
    access.users().add("anna", PASSWORD, Map.of("default", Role.EDITOR));
    String token = token("anna", Role.ADMIN);
    assertThat(access.byBearer(token).orElseThrow().who().may(Role.EDITOR, "default")).isTrue();

    access.users().take("anna", "default");

    assertThat(access.byBearer(token).orElseThrow().who().roles()).isEmpty();
  }

  @Test
  void writesTheLastUseOnceAMinute() {
    administrator();
    String token = token("root", Role.ADMIN);
    access.byBearer(token);
    long first = used();

    pass(Duration.ofSeconds(30));
    access.byBearer(token);
    assertThat(used()).isEqualTo(first);
    pass(Duration.ofSeconds(30));
    access.byBearer(token);
    assertThat(used()).isEqualTo(clock.now().toEpochMilli());
  }

  private long used() {
    return access.tokens().page("root", "", 1).getFirst().usedMillis().orElseThrow();
  }

  @Test
  void endsASessionBySignOutByIdlenessAndByAnotherPassword() {
    administrator();
    Identified root = access.byPassword("root", PASSWORD, HERE).orElseThrow();
    String signedOut = access.openSession(root);
    String idle = access.openSession(root);
    assertThat(access.bySession(signedOut)).contains(root);

    access.closeSession(signedOut);
    assertThat(access.bySession(signedOut)).isEmpty();
    assertThat(access.bySession(idle)).isPresent();

    pass(Duration.ofHours(11));
    assertThat(access.bySession(idle)).isPresent();
    pass(Duration.ofHours(11));
    assertThat(access.bySession(idle)).isPresent();
    pass(Duration.ofHours(12));
    assertThat(access.bySession(idle)).isEmpty();

    String kept = access.openSession(root);
    access.users().password("root", "another horse battery");
    assertThat(access.bySession(kept)).isEmpty();
  }

  @Test
  void endsASessionAfterAWeekHoweverOftenItIsUsed() {
    administrator();
    String cookie = access.openSession(access.byPassword("root", PASSWORD, HERE).orElseThrow());

    for (int hours = 0; hours < 7 * 24 - 6; hours += 6) {
      pass(Duration.ofHours(6));
      assertThat(access.bySession(cookie)).isPresent();
    }
    pass(Duration.ofHours(6));

    assertThat(access.bySession(cookie)).isEmpty();
  }

  @Test
  void letsWhoeverGuessesWaitAndTellsHowLong() {
    administrator();
    for (int guess = 0; guess < 5; guess++) {
      assertThat(access.byPassword("root", "guess-number-" + guess, HERE)).isEmpty();
    }

    assertThatThrownBy(() -> access.byPassword("root", PASSWORD, HERE))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.BUSY);
              assertThat(e.headers()).containsEntry("Retry-After", "2");
            });
    assertThat(access.byPassword("root", PASSWORD, "192.0.2.8")).isPresent();
    pass(Duration.ofSeconds(2));
    assertThat(access.byPassword("root", "again-wrong-1", HERE)).isEmpty();
    refuses(Problem.Kind.BUSY, () -> access.byPassword("root", PASSWORD, HERE));
    pass(Duration.ofSeconds(4));
    assertThat(access.byPassword("root", PASSWORD, HERE)).isPresent();
    assertThat(access.byPassword("root", PASSWORD, HERE)).isPresent();
  }

  @Test
  void letsAnAddressThatTriesManyNamesWait() {
    administrator();
    for (int guess = 0; guess < 20; guess++) {
      assertThat(access.byPassword("user" + guess, PASSWORD, HERE)).isEmpty();
    }

    refuses(Problem.Kind.BUSY, () -> access.byPassword("root", PASSWORD, HERE));
  }

  @Test
  void writesDownWhoChangedWhat() {
    administrator();
    access.projects().create("fraud", "Cards");
    access.users().add("anna", PASSWORD, Map.of());
    access.users().give("anna", "fraud", Role.EDITOR);
    token("anna", Role.EDITOR);
    access.tokens().revoke("anna", "ci");
    access.users().remove("anna");

    List<String> actions =
        database.read(
            sql -> sql.selectFrom(STORE_AUDIT).orderBy(STORE_AUDIT.ID).fetch(STORE_AUDIT.ACTION));
    assertThat(actions)
        .containsExactly(
            "user.add",
            "project.create",
            "user.add",
            "user.role",
            "token.create",
            "token.revoke",
            "user.remove");
  }

  @Test
  void listsProjectsByPages() {
    access.projects().create("fraud", "");
    access.projects().create("ads", "");

    assertThat(access.projects().page("", 2))
        .extracting(Project::name)
        .containsExactly("ads", "default");
    assertThat(access.projects().page("default", 2))
        .extracting(Project::name)
        .containsExactly("fraud");
    refuses(Problem.Kind.CONFLICT, () -> access.projects().create("default", ""));
    refuses(Problem.Kind.INPUT, () -> access.projects().create("*", ""));
  }
}
