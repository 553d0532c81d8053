package dev.evenkeel.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What models and the life of their versions promise, on either database.
abstract class RegisteredModelsContract extends RegisteredVersionsRoom {
  @Test
  void aModelIsMadeOnceAndDescribedAndTagged() {
    RegisteredModel made =
        registered.create("sales", Map.of("team", "a"), "of homes").orElseThrow();
    clock.moveTo(MAY.plusSeconds(1));

    registered.setTag("sales", "team", "b");
    registered.setTag("sales", "x/y z", "");
    registered.deleteTag("sales", "none");

    assertThat(made.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(registered.create("sales", Map.of(), "")).isEmpty();
    assertThat(registered.describe("sales", "of flats"))
        .isEqualTo(
            new RegisteredModel(
                "sales",
                "of flats",
                "",
                MAY.toEpochMilli(),
                MAY.toEpochMilli() + 1_000,
                Map.of("team", "b", "x/y z", "")));
    registered.deleteTag("sales", "team");
    assertThat(registered.model("sales").tags()).containsOnlyKeys("x/y z");
    assertThat(refusal(() -> registered.model("other"))).isEqualTo(Problem.Kind.NOT_FOUND);
    for (String name : List.of("", "a/b", "a:b", "../x", "a\0b", "a".repeat(129), "a b")) {
      assertThat(refusal(() -> registered.create(name, Map.of(), "")))
          .as(name)
          .isEqualTo(Problem.Kind.INPUT);
      assertThat(refusal(() -> registered.model(name))).as(name).isEqualTo(Problem.Kind.INPUT);
    }
    for (String key : List.of("", "a\nb", "../x", "/a", "a//b", "k".repeat(251), "a\0")) {
      assertThat(refusal(() -> registered.setTag("sales", key, "v")))
          .as(key)
          .isEqualTo(Problem.Kind.INPUT);
    }
    assertThat(refusal(() -> registered.setTag("sales", "k", "v".repeat(100_001))))
        .isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void aVersionThatWasTrainedHereHasAModelToo() {
    models.register(trained("homes"));

    assertThat(registered.model("homes").createdMillis()).isEqualTo(MAY.toEpochMilli());
    RegisteredVersion version = versions.version("homes", 1);
    assertThat(version.stage()).isEqualTo(Stage.NONE);
    assertThat(version.source()).isEmpty();
    assertThat(registered.create("homes", Map.of(), "")).isEmpty();
  }

  @Test
  void aDeletedVersionVanishesFromEveryReadAndItsNumberStaysTaken() {
    logModel();
    create(OF_RUN);
    create(OF_RUN);
    aliases.set(MODEL, "challenger", 2, "ann", "");
    List<AliasMove> told = new ArrayList<>();
    aliases.onMove(told::add);

    versions.delete(MODEL, 2);

    assertThat(refusal(() -> versions.version(MODEL, 2))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> versions.delete(MODEL, 2))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> create("models:/" + MODEL + "/2"))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.version(MODEL, 2)).isEmpty();
    assertThat(models.alias(MODEL, "challenger")).isEmpty();
    assertThat(models.versions(MODEL, 9, 9)).extracting(ModelVersion::number).containsExactly(1);
    assertThat(versions.latest(MODEL, Set.of()))
        .extracting(RegisteredVersion::number)
        .containsExactly(1);
    assertThat(aliases.of(MODEL)).isEmpty();
    assertThat(told).extracting(AliasMove::number).containsExactly(AliasMove.NOWHERE);
    assertThat(refusal(() -> aliases.set(MODEL, "challenger", 2, "ann", "")))
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(create(OF_RUN).number()).isEqualTo(3);
    versions.delete(MODEL, 3);
    versions.delete(MODEL, 1);
    assertThat(models.models()).isEmpty();
    assertThat(create(OF_RUN).number()).isEqualTo(4);
  }

  @Test
  void theChampionIsNeverDeletedNorIsItsModelNorItsNameChanged() {
    logModel();
    create(OF_RUN);
    create(OF_RUN);
    promote(1);

    assertThat(Problems.of(() -> versions.delete(MODEL, 1)).what()).contains("champion");
    assertThat(Problems.of(() -> registered.delete(MODEL)).what()).contains("champion");
    assertThat(Problems.of(() -> registered.rename(MODEL, "other")).what()).contains("champion");
    promote(2);
    versions.delete(MODEL, 1);
    assertThat(models.champion(MODEL)).map(ModelVersion::number).contains(2);
  }

  @Test
  void aNewNameCarriesEverythingAlong() {
    logModel();
    registered.setTag(MODEL, "team", "a");
    create(OF_RUN);
    versions.setTag(MODEL, 1, "k", "v");
    aliases.set(MODEL, "challenger", 1, "ann", "first");
    List<AliasMove> told = new ArrayList<>();
    aliases.onMove(told::add);

    RegisteredModel renamed = registered.rename(MODEL, "leaving").orElseThrow();

    assertThat(renamed.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(registered.model("leaving")).isEqualTo(renamed);
    assertThat(versions.version("leaving", 1).tags()).isEqualTo(Map.of("k", "v"));
    assertThat(versions.version("leaving", 1).aliases()).containsExactly("challenger");
    assertThat(models.moves("leaving", "challenger", 9))
        .extracting(AliasMove::reason)
        .containsExactly("renamed from churn", "first");
    assertThat(models.alias(MODEL, "challenger")).isEmpty();
    assertThat(told).extracting(AliasMove::model).containsExactly(MODEL, "leaving");
    assertThat(refusal(() -> registered.model(MODEL))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.models()).containsExactly("leaving");
    registered.create(MODEL, Map.of(), "");
    assertThat(registered.rename("leaving", MODEL)).isEmpty();
    assertThat(refusal(() -> registered.rename("leaving", "a/b"))).isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void aDeletedModelLeavesItsNameButNotItsNumbers() {
    logModel();
    create(OF_RUN);
    aliases.set(MODEL, "challenger", 1, "ann", "");
    registered.setTag(MODEL, "team", "a");

    registered.delete(MODEL);

    assertThat(refusal(() -> registered.model(MODEL))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> registered.delete(MODEL))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.version(MODEL, 1)).isEmpty();
    assertThat(aliases.of(MODEL)).isEmpty();
    registered.create("other", Map.of(), "");
    assertThat(registered.rename("other", MODEL)).isEmpty();
    assertThat(registered.create(MODEL, Map.of(), "").orElseThrow().tags()).isEmpty();
    assertThat(create(OF_RUN).number()).isEqualTo(2);
  }

  @Test
  void theNewestVersionOfEachStageIsFound() {
    logModel();
    for (int number = 1; number <= 4; number++) {
      create(OF_RUN);
    }
    versions.transition(MODEL, 1, Stage.PRODUCTION);
    versions.transition(MODEL, 2, Stage.STAGING);
    versions.transition(MODEL, 3, Stage.STAGING);

    assertThat(versions.latest(MODEL, Set.of()))
        .extracting(RegisteredVersion::number)
        .containsExactly(4, 3, 1);
    assertThat(versions.latest(MODEL, Set.of(Stage.STAGING, Stage.ARCHIVED)))
        .extracting(RegisteredVersion::number)
        .containsExactly(3);
    assertThat(versions.replace(MODEL, 4, Stage.STAGING).stage()).isEqualTo(Stage.STAGING);
    assertThat(versions.version(MODEL, 2).stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(versions.version(MODEL, 1).stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(refusal(() -> versions.replace(MODEL, 4, Stage.NONE))).isEqualTo(Problem.Kind.INPUT);
    assertThat(refusal(() -> versions.latest("other", Set.of()))).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void whatPeopleWriteOfAVersionIsKept() {
    logModel();
    create(OF_RUN);
    create(OF_RUN);
    clock.moveTo(MAY.plusSeconds(1));

    versions.describe(MODEL, 1, "better");
    versions.setTag(MODEL, 1, "k", "v");
    versions.setTag(MODEL, 1, "k", "w");
    versions.setTag(MODEL, 1, "gone", "");
    versions.deleteTag(MODEL, 1, "gone");
    versions.deleteTag(MODEL, 1, "gone");

    RegisteredVersion version = versions.version(MODEL, 1);
    assertThat(version.note()).isEqualTo("better");
    assertThat(version.tags()).isEqualTo(Map.of("k", "w"));
    assertThat(version.updatedMillis()).isEqualTo(MAY.toEpochMilli() + 1_000);
    assertThat(version.createdMillis()).isEqualTo(MAY.toEpochMilli());
    assertThat(registered.model(MODEL).updatedMillis()).isEqualTo(MAY.toEpochMilli() + 1_000);
    assertThat(versions.version(MODEL, 2).tags()).isEmpty();
    assertThat(refusal(() -> versions.describe(MODEL, 3, ""))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> versions.setTag(MODEL, 3, "k", ""))).isEqualTo(Problem.Kind.NOT_FOUND);
  }
}
