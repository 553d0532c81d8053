package dev.evenkeel.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The house: which room may use which. `docs/architecture.md` shows the same table to people.
@AnalyzeClasses(
    packages = "dev.evenkeel",
    importOptions = {DoNotIncludeTests.class, RoomsTest.NoTestJars.class})
class RoomsTest {
  /// What rooms lend each other for their tests is no part of the house.
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  /// A room may use what its row names and what those rows may use.
  private static final Map<String, Set<String>> MAY_USE =
      table(
          """
          base
          contracts: base
          profiles: contracts
          models: contracts
          store: base
          access: store
          processes: store
          objects: store
          folders: base
          tables: contracts
          sources: tables objects store
          checks: contracts tables profiles
          data: contracts tables sources checks profiles store
          files: data folders store
          scoring: tables models
          registry: models store access
          pipelines: store access
          runners: store access processes
          kubernetes: runners
          training: contracts tables data profiles models scoring registry pipelines
          steps: contracts tables checks profiles data registry pipelines runners store
          runtimes: models processes objects
          serving: contracts profiles models registry store access data
          monitoring: contracts profiles store data registry
          automation: contracts models store access data registry pipelines training serving monitoring
          packaging: data registry pipelines training serving monitoring automation
          console: base access data registry pipelines training serving monitoring automation
          server: access tables sources data files scoring registry pipelines runners kubernetes training steps runtimes serving monitoring automation console
          cli: server packaging checks
          client
          conformance
          records
          authoring
          pipelinetest: pipelines authoring
          plugin: contracts
          """);

  @ArchTest
  static final ArchRule everyClassHasARoom =
      classes().should().resideInAnyPackage(packages(MAY_USE.keySet(), _ -> true));

  @ArchTest
  static void eachRoomUsesOnlyItsRow(JavaClasses house) {
    for (String room : MAY_USE.keySet()) {
      Set<String> allowed = reachable(room);
      String[] others = packages(MAY_USE.keySet(), other -> !allowed.contains(other));
      if (others.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(inside(room))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others)
            .check(house);
      }
    }
  }

  /// Contracts have their documents, the rules in them, what is to be said of them, and what a
  /// change breaks; the registry has four things beside versions; pipelines have their definition;
  /// each with a door of its own.
  private static final String[] FURTHER_DOORS = {
    "dev.evenkeel.contracts.odcs",
    "dev.evenkeel.contracts.rules",
    "dev.evenkeel.contracts.lint",
    "dev.evenkeel.contracts.compat",
    "dev.evenkeel.store.schema..",
    "dev.evenkeel.pipelines.definition",
    "dev.evenkeel.registry.tracking",
    "dev.evenkeel.registry.search",
    "dev.evenkeel.registry.artifacts",
    "dev.evenkeel.registry.exchange",
    "dev.evenkeel.registry.webhooks"
  };

  @ArchTest
  static void aRoomIsEnteredByItsDoor(JavaClasses house) {
    for (String room : MAY_USE.keySet()) {
      noClasses()
          .that()
          .resideOutsideOfPackage(inside(room))
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.evenkeel.%s.*..".formatted(room))
                  .and(not(resideInAnyPackage(FURTHER_DOORS))))
          .check(house);
    }
  }

  @ArchTest
  static final ArchRule onlyTheServerKnowsItsFramework =
      noClasses()
          .that()
          .resideOutsideOfPackage(inside("server"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.helidon..");

  @ArchTest
  static final ArchRule theCoreIsPure =
      noClasses()
          .that()
          .resideInAnyPackage(
              packages(Set.of("base", "contracts", "profiles", "models"), _ -> true))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..", "javax.sql..");

  private static Map<String, Set<String>> table(String rows) {
    return rows.lines()
        .map(row -> row.split("[: ]+"))
        .collect(
            toUnmodifiableMap(
                row -> row[0], row -> Set.of(Arrays.copyOfRange(row, 1, row.length))));
  }

  private static Set<String> reachable(String room) {
    return Stream.concat(
            Stream.of(room),
            MAY_USE.getOrDefault(room, Set.of()).stream().flatMap(used -> reachable(used).stream()))
        .collect(toUnmodifiableSet());
  }

  private static String[] packages(Collection<String> rooms, Predicate<String> which) {
    return rooms.stream().filter(which).map(RoomsTest::inside).toArray(String[]::new);
  }

  private static String inside(String room) {
    return "dev.evenkeel." + room + "..";
  }
}
