package io.redismigration.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.DatabaseMapping;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.Topology;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTest {
  private static final String EXPECTED = "# expected: ";

  static List<Path> invalid() throws IOException {
    try (Stream<Path> files = Files.list(resource("manifests/invalid"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void refusesWithEveryProblemAndItsLine(Path file) throws IOException {
    List<String> expected =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith(EXPECTED))
            .map(line -> line.substring(EXPECTED.length()))
            .toList();

    ManifestException refused =
        catchThrowableOfType(ManifestException.class, () -> ManifestReader.read(file));

    assertThat(refused.problems())
        .extracting(LocatedProblem::toString)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void neverRepeatsASecretThatStandsInTheWrongPlace() {
    Path file = resource("manifests/invalid/secret-in-the-wrong-place.yaml");
    assertThatThrownBy(() -> ManifestReader.read(file)).message().doesNotContain("hunter2");
  }

  @Test
  void saysThatAFileIsAbsent() {
    assertThatThrownBy(() -> ManifestReader.read(Path.of("absent.yaml")))
        .isInstanceOf(ManifestException.class)
        .hasMessage("absent.yaml: there is no such file; check the path given with -f");
  }

  @Test
  void leavesWhatIsNotGivenToThePlannersDefaults() throws ManifestException {
    Manifest manifest = ManifestReader.read(resource("manifests/valid/minimal.yaml"));

    assertThat(manifest.name()).isEqualTo("orders");
    assertThat(manifest.namespace()).isEqualTo("default");
    assertThat(manifest.notApplicable()).isEmpty();
    assertThat(manifest.spec().source().endpoints())
        .containsExactly(new Endpoint("redis-old", 6379));
    assertThat(manifest.spec().cutover()).isEqualTo(CutoverSpec.defaults());
    assertThat(manifest.spec().suspend()).isNull();
  }

  @Test
  void readsEveryField() throws ManifestException {
    Manifest manifest = ManifestReader.read(resource("manifests/valid/complete.yaml"));

    MigrationSpec spec = manifest.spec();
    assertThat(manifest.namespace()).isEqualTo("shop");
    assertThat(spec.source().topology()).isEqualTo(Topology.SENTINEL);
    assertThat(spec.source().endpoints()).contains(new Endpoint("fd00::1", 26379));
    assertThat(spec.source().auth().passwordSecretRef())
        .isEqualTo(new SecretKeyRef("old", "password"));
    assertThat(spec.source().tls().keySecretRef())
        .isEqualTo(new SecretKeyRef("old-client", "tls.key"));
    assertThat(spec.target().existingData()).isEqualTo(ExistingData.FLUSH);
    assertThat(spec.target().foreignWrites()).isEqualTo(ForeignWritePolicy.FAIL);
    assertThat(spec.start().at()).isEqualTo(Instant.parse("2030-01-31T21:00:00Z"));
    assertThat(spec.parameters().clientOutputBufferLimit().hard()).isEqualTo(1L << 30);
    assertThat(spec.parameters().replTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(spec.databaseMapping()).containsExactly(new DatabaseMapping(3, 0));
    assertThat(spec.throttle().bytesPerSecond()).isEqualTo(50L << 20);
    assertThat(spec.cutover().window()).isEqualTo(Duration.ofMinutes(90));
    assertThat(spec.cutover().fence()).isEqualTo(FenceKind.MIN_REPLICAS);
    assertThat(spec.cutover().switchover().secret().set())
        .containsOnly(Map.entry("host", "redis-new"), Map.entry("port", "6379"));
    assertThat(spec.worker().spoolBytes()).isEqualTo(20L << 30);
    assertThat(spec.suspend()).isTrue();
    assertThat(spec.requests())
        .containsOnly(Map.entry(Request.START, "1"), Map.entry(Request.DRY_RUN, "2"));
  }

  @Test
  void namesTheFieldsThatNeedACluster() throws ManifestException {
    Manifest manifest = ManifestReader.read(resource("manifests/valid/complete.yaml"));

    assertThat(manifest.notApplicable())
        .containsExactly(
            "spec.source.instanceRef",
            "spec.cutover.switchover",
            "spec.worker.resources",
            "spec.worker.nodeSelector",
            "spec.worker.tolerations",
            "spec.worker.spool.storageClassName");
  }

  private static Path resource(String name) {
    URL url = ManifestReaderTest.class.getClassLoader().getResource(name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
