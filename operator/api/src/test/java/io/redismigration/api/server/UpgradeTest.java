package io.redismigration.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.api.v1alpha1.CutoverMode;
import io.redismigration.api.v1alpha1.DataPath;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Migrations stored under an earlier definition, after the published one took its place. */
class UpgradeTest {
  private static final Path EARLIER =
      Published.ROOT.resolve(
          "operator/api/src/test/resources/earlier/redismigrations.redismigration.io.yaml");

  private static Published server;

  @BeforeAll
  static void store() {
    server = Published.nothing();
    server.define(EARLIER);
    create("plain", "redis-old:6379", "30s");
    create("odd", "redis-old", "0s");
    create("running", "redis-old:6379", "30s");
    server.report("running", Phase.Streaming);
    server.define(Published.DEFINITION);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void areReadWithTheDefaultsOfNow() {
    RedisMigration plain = read("plain");

    assertThat(plain.getSpec().mode()).isEqualTo(DataPath.Auto);
    assertThat(plain.getSpec().parameters().replBacklogSize()).isEqualTo("512Mi");
    assertThat(plain.getSpec().cutover().mode()).isEqualTo(CutoverMode.Manual);
    assertThat(read("running").getStatus().phase()).isEqualTo(Phase.Streaming);
  }

  @Test
  void keepTheirGenerationWhenTheirStatusIsWritten() {
    server.report("plain", Phase.Validating);

    RedisMigration plain = read("plain");
    assertThat(plain.getStatus().phase()).isEqualTo(Phase.Validating);
    assertThat(plain.getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void areTakenWithWhatARuleOfNowWouldRefuse() throws Exception {
    server.report("odd", Phase.Failed);
    server.kubectl("label", "rmig", "odd", "seen=yes");

    assertThat(server.refusalOfEdit("odd", spec("{\"suspend\":false}"))).isEmpty();
    assertThat(server.refusalOfEdit("odd", spec("{\"cutover\":{\"timeout\":\"30s\"}}"))).isEmpty();
    assertThat(read("odd").getStatus().phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void areHeldToTheRulesOfNowWhereTheyAreEdited() throws Exception {
    assertThat(server.refusalOfEdit("odd", spec("{\"source\":{\"endpoints\":[\"redis-older\"]}}")))
        .hasValueSatisfying(said -> assertThat(said).contains("write every endpoint as host:port"));
    assertThat(
            server.refusalOfEdit("running", spec("{\"source\":{\"endpoints\":[\"other:6379\"]}}")))
        .hasValueSatisfying(
            said -> assertThat(said).contains("cannot change while the migration runs"));
  }

  private static RedisMigration read(String name) {
    return server
        .client()
        .resources(RedisMigration.class)
        .inNamespace("default")
        .withName(name)
        .get();
  }

  private static JsonNode spec(String patch) throws Exception {
    return new ObjectMapper().readTree(patch);
  }

  private static void create(String name, String endpoint, String timeout) {
    server.create(
        Published.tree(
            """
            {apiVersion: redismigration.io/v1alpha1, kind: RedisMigration, metadata: {name: %s},
             spec: {source: {endpoints: ["%s"]}, target: {endpoints: ["redis-new:6379"]}, cutover: {timeout: %s}}}
            """
                .formatted(name, endpoint, timeout)),
        "");
  }
}
