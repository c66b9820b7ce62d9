package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.TargetSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ReportFilesTest {
  private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");

  @Test
  void theFormatIsPlainJson() throws IOException {
    ReportFiles files = ReportFiles.of(migration("fine", 1), "shop", NOON);

    JsonNode json = new ObjectMapper().readTree(files.json());
    assertThat(json.path("format").asInt()).isEqualTo(1);
    assertThat(json.path("writtenAt").asText()).isEqualTo("2030-01-31T12:00:00Z");
    assertThat(json.path("checks").path(0).path("result").asText()).isEqualTo("Failed");
    assertThat(json.has("failure")).as("unknown is absent").isFalse();
    assertThat(files.report().checks().get(0).message()).isEqualTo("fine");
  }

  @Test
  void aConfigMapHoldsItHoweverLongTextsAre() {
    ReportFiles files = ReportFiles.of(migration("\"<é".repeat(50_000), 1_000), "shop", NOON);

    assertThat(files.bytes()).isLessThanOrEqualTo(ReportFiles.MOST_BYTES);
    assertThat(files.report().checks()).hasSizeBetween(100, 128);
    assertThat(files.html()).contains("</html>");
  }

  private static Migration migration(String text, int entries) {
    MigrationStatus none = MigrationStatus.initial();
    CheckResult check = new CheckResult("SourceTls", CheckOutcome.FAILED, text, text);
    LedgerEntry parameter =
        new LedgerEntry(
            Side.SOURCE,
            "0",
            "redis-old:6379",
            "run",
            "repl-timeout",
            text,
            text,
            LedgerEntry.State.LEFT_ALONE,
            text,
            NOON);
    MigrationStatus status =
        new MigrationStatus(
            1,
            null,
            text,
            null,
            null,
            Collections.nCopies(entries, check),
            Collections.nCopies(entries, parameter),
            null,
            none.progress(),
            null,
            null,
            null,
            none.cutover(),
            null,
            null,
            null,
            none.latches(),
            none.run(),
            none.observed(),
            none.times(),
            none.history(),
            null);
    MigrationSpec spec =
        new MigrationSpec(
            ConnectionSpec.to(new Endpoint("redis-old", 6379)),
            new TargetSpec(
                ConnectionSpec.to(new Endpoint("redis-new", 6379)), null, null, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            null);
    return new Migration("orders", "uid-1", 1, false, spec, status);
  }
}
