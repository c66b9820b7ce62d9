package io.redismigration.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.report.MigrationReport;
import io.redismigration.migration.report.ReportPage;
import io.redismigration.migration.report.Reporter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The report of a migration as files: JSON, and a page made from the same. Both together are never
 * larger than {@value #MOST_BYTES} bytes, so that a ConfigMap holds them: where they would be,
 * texts of servers and people become shorter.
 *
 * @param json the report as REPORT.md in {@code migration} describes it
 * @param html one page that needs nothing else
 */
public record ReportFiles(MigrationReport report, String json, String html) {
  /** Largest size of both in UTF-8; a ConfigMap may have 1 MiB, with all its entries. */
  public static final int MOST_BYTES = 900 * 1024;

  private static final List<Integer> LONGEST_TEXTS = List.of(2048, 512, 128, 32);
  private static final ObjectMapper JSON = PlannerJson.indented();

  /**
   * The report as of that moment.
   *
   * @param namespace null: unknown
   */
  public static ReportFiles of(Migration migration, String namespace, Instant now) {
    ReportFiles narrowest = null;
    for (int longest : LONGEST_TEXTS) {
      narrowest = of(new Reporter(longest).of(migration, namespace, now));
      if (narrowest.bytes() <= MOST_BYTES) {
        return narrowest;
      }
    }
    return narrowest;
  }

  private static ReportFiles of(MigrationReport report) {
    try {
      return new ReportFiles(report, JSON.writeValueAsString(report), ReportPage.of(report));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Size of both in UTF-8. */
  int bytes() {
    return json.getBytes(StandardCharsets.UTF_8).length
        + html.getBytes(StandardCharsets.UTF_8).length;
  }
}
