package org.prunescope.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactStore;

/** The architecture's rules that can be read off the classes. */
class ArchitectureTest {
  private static final String[] SERVICES = {
    "org.prunescope.gateway..",
    "org.prunescope.pruner..",
    "org.prunescope.trainer..",
    "org.prunescope.metrics.."
  };

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.prunescope");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String part :
        List.of(
            "contract",
            "artifacts",
            "kafka",
            "service",
            "dataset",
            "network",
            "gateway",
            "pruner",
            "trainer",
            "metrics")) {
      assertThat(all)
          .as(part)
          .anyMatch(type -> type.getPackageName().startsWith("org.prunescope." + part));
    }
  }

  @Test
  void noServiceKnowsAnother() {
    slices()
        .matching("org.prunescope.(gateway|pruner|trainer|metrics)..")
        .should()
        .notDependOnEachOther()
        .check(all.that(resideInAnyPackage(SERVICES)));
  }

  @Test
  void theSharedModelKnowsNoService() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.prunescope.contract..",
            "org.prunescope.artifacts..",
            "org.prunescope.kafka..",
            "org.prunescope.service..",
            "org.prunescope.dataset..",
            "org.prunescope.network..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SERVICES)
        .check(all);
  }

  @Test
  void algorithmsAndDecisionsKnowNoFrameworkClockFileOrLog() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(
                "..algorithm..",
                "..decision..",
                "org.prunescope.contract.criterion..",
                "org.prunescope.contract.objective..",
                "org.prunescope.contract.pruning..",
                "org.prunescope.contract.network..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.quarkus..",
                "io.smallrye..",
                "jakarta..",
                "org.eclipse.microprofile..",
                "org.apache.kafka..",
                "org.hibernate..",
                "ai.djl..",
                "java.io..",
                "java.nio.file..",
                "java.time..",
                "java.sql..",
                "org.jboss.logging..",
                "org.slf4j..");
    rule.check(all);
  }

  @Test
  void allRandomnessComesFromTheCounterBasedStream() {
    noClasses()
        .that(resideOutsideOfPackage("org.prunescope.contract.random.."))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(all);
  }

  /**
   * A clock that is set must not make anybody wait: times of day come from an injected clock, and
   * waits go by {@code System.nanoTime}. What Quarkus schedules goes by the time of day.
   */
  @Test
  void nobodyWaitsByAClockThatCanBeSet() {
    noClasses()
        .that(resideOutsideOfPackage("org.prunescope.benchmarks.."))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callConstructor(Date.class)
        .check(all);
    noMethods().should().beAnnotatedWith("io.quarkus.scheduler.Scheduled").check(all);
  }

  @Test
  void onlyNetworksAndTheirUsersKnowDjl() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "org.prunescope.network..",
                    "org.prunescope.trainer..",
                    "org.prunescope.metrics..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(all);
  }

  @Test
  void onlyTheStoreKnowsS3() {
    noClasses()
        .that(resideOutsideOfPackage("org.prunescope.artifacts.."))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(all);
  }

  @Test
  void onlyTheGatewayDeletesArtifacts() {
    noClasses()
        .that(resideOutsideOfPackage("org.prunescope.gateway.."))
        .should()
        .callMethodWhere(
            target(name("delete")).and(target(owner(assignableTo(ArtifactStore.class)))))
        .check(all);
  }

  @Test
  void entitiesStayBehindPersistence() {
    noClasses()
        .that()
        .resideInAPackage("..rest..")
        .should()
        .dependOnClassesThat()
        .areAnnotatedWith("jakarta.persistence.Entity")
        .check(all);
  }

  @Test
  void onlyTheContractNamesTopics() {
    classes()
        .that()
        .haveSimpleName("Topics")
        .should()
        .resideInAPackage("org.prunescope.contract.topic")
        .check(all);
  }

  @Test
  void everyPackageStatesItsPurpose() {
    assertThat(all.stream().map(type -> type.getPackage()).distinct())
        .allSatisfy(
            part ->
                assertThat(part.tryGetPackageInfo())
                    .as(part.getName() + " has a package-info with an annotation")
                    .isPresent());
  }
}
