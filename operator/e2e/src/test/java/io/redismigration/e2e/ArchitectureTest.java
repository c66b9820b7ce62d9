package io.redismigration.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies between modules point one way; every package introduces itself. */
class ArchitectureTest {

  private static final String ROOT = "io.redismigration.";
  private static final Path OPERATOR = Path.of(System.getProperty("project.root"), "operator");

  /** What each module may know of the others. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "api", Set.of(),
          "redis", Set.of(),
          "migration", Set.of(),
          "engine", Set.of("redis"),
          "manifest", Set.of("api", "migration"),
          "worker", Set.of("api", "redis", "engine", "migration", "manifest"),
          "controller", Set.of("api", "migration", "manifest"),
          "cli", Set.of("api", "redis", "engine", "migration", "manifest", "worker", "controller"),
          "testkit", Set.of());

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.redismigration");

  static Set<String> modules() {
    return MAY_USE.keySet();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void knowsOnlyTheModulesBelow(String module) {
    String[] others =
        modules().stream()
            .filter(other -> !other.equals(module) && !MAY_USE.get(module).contains(other))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @Test
  void thePlannerKnowsTheLanguageAlone() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "migration..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", ROOT + "migration..")
        .check(CLASSES);
  }

  @Test
  void kubernetesStaysOutOfWhatMovesData() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "redis..", ROOT + "engine..", ROOT + "worker..")
        .and()
        .resideOutsideOfPackage(ROOT + "worker.pod..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void theManifestsTypesHoldNoLogic() {
    assertThat(CLASSES)
        .filteredOn(type -> type.getPackageName().startsWith(ROOT + "api.v1alpha1"))
        .filteredOn(type -> !type.getMethods().isEmpty())
        .isNotEmpty()
        .allMatch(
            type -> type.isRecord() || type.isEnum() || type.isInterface() || isResource(type));
  }

  @Test
  void packagesOfAModuleDoNotGoInCircles() {
    for (String module : List.of("redis", "migration")) {
      SlicesRuleDefinition.slices()
          .matching(ROOT + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .check(CLASSES);
    }
  }

  @Test
  void everyPackageIntroducesItself() throws IOException {
    try (Stream<Path> files = Files.walk(OPERATOR)) {
      List<Path> silent =
          files
              .filter(Files::isDirectory)
              .filter(dir -> dir.toString().contains("src/main/java/io/redismigration/"))
              .filter(ArchitectureTest::holdsClasses)
              .filter(dir -> !Files.exists(dir.resolve("package-info.java")))
              .toList();
      assertThat(silent).isEmpty();
    }
  }

  private static boolean isResource(JavaClass type) {
    return type.isAssignableTo("io.fabric8.kubernetes.client.CustomResource");
  }

  private static boolean holdsClasses(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
