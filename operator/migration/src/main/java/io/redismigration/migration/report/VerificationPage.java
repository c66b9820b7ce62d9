package io.redismigration.migration.report;

import static io.redismigration.migration.report.PageText.cells;
import static io.redismigration.migration.report.PageText.duration;
import static io.redismigration.migration.report.PageText.style;

import io.redismigration.migration.report.Html.Cell;
import io.redismigration.migration.report.Html.Fact;
import java.util.List;
import java.util.stream.Stream;

/** The comparison of both sides on the page. */
final class VerificationPage {
  private VerificationPage() {}

  /**
   * Adds what it found.
   *
   * @param seen null: nothing was reported
   */
  static void append(Html page, MigrationReport.Verification seen) {
    page.heading("Verification");
    if (seen == null) {
      page.element("p", "none", "none").raw("\n");
      return;
    }
    page.facts(
        List.of(
            result(seen),
            Fact.of("Mode", seen.mode()),
            Fact.of("Method", seen.method()),
            Fact.of(
                "Compared",
                Human.count(seen.keysCompared(), "key", "keys")
                    + (seen.keysTotal() == null ? "" : " of " + Human.count(seen.keysTotal()))),
            Fact.of("Took", seen.millis() == null ? null : duration(seen.millis())),
            Fact.of(
                "Holds up to offset",
                seen.coveredOffset() == null ? null : String.valueOf(seen.coveredOffset())),
            Fact.of("Written since", writtenSince(seen)),
            Fact.of("Others wrote", String.join(", ", seen.foreignWriters())),
            Fact.of("Note", seen.message())));
    page.table(
        List.of("Missing", "Extra", "Other value", "Other type", "Other time to live"),
        List.of(
            Stream.of(seen.missing(), seen.extra(), seen.value(), seen.type(), seen.ttl())
                .map(count -> new Cell(Human.count(count), count == 0 ? null : "bad"))
                .toList()));
    if (!seen.differingByDatabase().isEmpty()) {
      page.table(
          List.of("Database", "Keys that differ"),
          seen.differingByDatabase().stream()
              .map(found -> cells(String.valueOf(found.database()), Human.count(found.keys())))
              .toList());
    }
    if (!seen.samples().isEmpty()) {
      page.table(
          List.of("Differs in", "Key"),
          seen.samples().stream().map(key -> cells(key.kind(), key.key())).toList());
    }
  }

  /** No verdict of equality without what it does not speak of. */
  private static Fact result(MigrationReport.Verification seen) {
    if (!seen.state().equals("Passed")) {
      return new Fact("Result", seen.state(), style(seen.state()));
    }
    if (seen.outdated()) {
      return new Fact("Result", "Passed, and written to by others since", "bad");
    }
    WrittenSince open = seen.uncompared();
    return open.isNothing()
        ? new Fact("Result", seen.state(), style(seen.state()))
        : new Fact("Result", seen.state() + "; " + open.text(), "warning");
  }

  private static String writtenSince(MigrationReport.Verification seen) {
    return Human.count(seen.dirtyKeys(), "key", "keys")
        + (seen.dirtyOverflow() ? " and more than are remembered" : "")
        + (seen.comparedAtFence() ? ", compared under the fence" : "");
  }
}
