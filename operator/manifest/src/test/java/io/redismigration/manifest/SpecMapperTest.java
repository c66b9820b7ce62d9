package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.api.v1alpha1.RedisMigrationSpec;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.MigrationSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpecMapperTest {

  @Test
  void whatIsAbsentGetsThePlannersDefault() throws Exception {
    MappedSpec mapped =
        map(
            """
            {"source": {"endpoints": ["old:6379"]}, "target": {"endpoints": ["new:6379"]},
             "cutover": {"maxLag": "300ms"}}
            """);

    MigrationSpec spec = mapped.spec();
    assertThat(mapped.problems()).isEmpty();
    assertThat(spec.source().endpoints().get(0).host()).isEqualTo("old");
    assertThat(spec.target().existingData()).isEqualTo(ExistingData.REJECT);
    assertThat(spec.target().foreignWrites()).isEqualTo(ForeignWritePolicy.WARN);
    assertThat(spec.cutover().maxLag()).isEqualTo(Duration.ofMillis(300));
    assertThat(spec.cutover().timeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void namesEveryProblemByItsPath() throws Exception {
    MappedSpec mapped =
        map(
            """
            {"source": {"endpoints": ["old"]}, "target": {"endpoints": ["new:6379"]},
             "parameters": {"replBacklogSize": "lots"}, "start": {"mode": "Scheduled"},
             "cutover": {"window": "1h"}}
            """);

    assertThat(mapped.spec()).isNull();
    assertThat(mapped.problems())
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "spec.source.endpoints[0]",
            "spec.parameters.replBacklogSize",
            "spec.start.at",
            "spec.cutover.window");
  }

  private static MappedSpec map(String json) throws Exception {
    return SpecMapper.map(new ObjectMapper().readValue(json, RedisMigrationSpec.class));
  }
}
