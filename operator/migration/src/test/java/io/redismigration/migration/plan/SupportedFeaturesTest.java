package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.DatabaseMapping;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FilterSpec;
import io.redismigration.migration.model.InstanceRef;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SentinelSpec;
import io.redismigration.migration.model.TargetSpec;
import io.redismigration.migration.model.Topology;
import io.redismigration.migration.model.VerificationSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportedFeaturesTest {

  @Test
  void aManifestThatUsesEverythingNotThereIsToldEveryField() {
    ConnectionSpec connection =
        new ConnectionSpec(
            Topology.CLUSTER,
            null,
            List.of(new Endpoint("a", 1), new Endpoint("b", 2)),
            new InstanceRef("VirtualMachineInstance", "a"),
            null,
            null,
            new SentinelSpec("mymaster", null),
            true);
    MigrationSpec spec =
        new MigrationSpec(
            connection,
            new TargetSpec(connection, ExistingData.FLUSH, LockMode.ACL, null, null),
            ReplicationMode.RELAY,
            null,
            null,
            null,
            new FilterSpec(List.of(1), null, null),
            List.of(new DatabaseMapping(3, 0)),
            null,
            null,
            null,
            new CutoverSpec(null, null, null, null, null, null, null, null, null),
            null,
            null,
            false,
            null);

    assertThat(SupportedFeatures.missing(spec))
        .hasSameSizeAs(SupportedFeatures.fields())
        .allMatch(result -> result.name().equals("NotSupportedYet"))
        .allMatch(result -> result.outcome() == CheckOutcome.FAILED)
        .noneMatch(result -> result.suggestion().isEmpty());
    for (String field : SupportedFeatures.fields()) {
      assertThat(SupportedFeatures.missing(spec))
          .anyMatch(result -> result.message().startsWith(field + ": "));
    }
  }

  @Test
  void thePlainManifestUsesNoneOfThem() {
    assertThat(SupportedFeatures.missing(Given.plain().spec())).isEmpty();
    assertThat(SupportedFeatures.missing(Given.plain().automatic().spec())).isEmpty();
    assertThat(SupportedFeatures.missing(Given.plain().flushing().spec())).isEmpty();
    for (VerificationSpec.Mode mode : VerificationSpec.Mode.values()) {
      assertThat(SupportedFeatures.missing(Given.plain().verification(mode).spec())).isEmpty();
    }
    assertThat(SupportedFeatures.missing(Given.plain().mode(ReplicationMode.COMMANDS).spec()))
        .isEmpty();
  }
}
