package io.redismigration.cli.view;

import io.redismigration.cli.state.StoredRun.Happening;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Turns what happens into lines of text, each with the time of day before it. */
final class Narrator {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Clock clock;
  private final ZoneId zone;
  private final Invocation again;
  private final Paint paint;
  private String told;
  private String lastHappened;

  Narrator(Clock clock, ZoneId zone, Invocation again, Paint paint) {
    this.clock = clock;
    this.zone = zone;
    this.again = again;
    this.paint = paint;
  }

  /** A transition, the checks that failed, and what the user may do now if it is up to them. */
  List<String> changes(MigrationStatus before, MigrationStatus now) {
    List<String> lines = new ArrayList<>();
    if (before.phase() != now.phase()) {
      boolean said = now.message().isEmpty() || now.message().equals(lastHappened);
      String message = said ? "" : ": " + now.message();
      lines.add(line(paint.strong(Labels.of(now.phase())) + message));
      if (now.phase() == Phase.FAILED) {
        now.checks().stream()
            .filter(CheckResult::blocks)
            .forEach(check -> lines.addAll(failing(check)));
      }
    }
    if (before.phase() != now.phase() && now.phase() == Phase.AWAITING_START) {
      lines.add(line("to begin: " + again.of("start")));
    }
    if (ready(now) && !now.cutover().token().equals(told)) {
      told = now.cutover().token();
      lines.add(line("to cut over: " + again.of("cutover", "--token", told)));
    }
    return lines;
  }

  /** Something the planner wants told. */
  String happening(Happening happening) {
    lastHappened = happening.message();
    return line(happening.reason() + ": " + happening.message());
  }

  /** Any text with the time before it. */
  String line(String text) {
    return paint.faint(TIME.format(LocalTime.ofInstant(clock.instant(), zone))) + "  " + text;
  }

  /** Only a confirmation is missing. */
  private static boolean ready(MigrationStatus now) {
    return now.phase() == Phase.STREAMING
        && now.observed().cutoverMode() == CutoverSpec.Mode.MANUAL
        && now.cutover().token() != null
        && now.cutover().blockers().isEmpty();
  }

  private List<String> failing(CheckResult check) {
    if (check.outcome() == CheckOutcome.BLOCKED) {
      return List.of();
    }
    String remedy = check.suggestion().isEmpty() ? "" : "; " + check.suggestion();
    return List.of(line(paint.bad(check.name()) + ": " + check.message() + remedy));
  }

  /** The moving figures of the present phase; empty if there are none. */
  static String figures(MigrationStatus status) {
    return switch (status.phase()) {
      case FULL_SYNC -> "full sync  " + ProgressText.fullSync(status.progress());
      case STREAMING, CUTTING_OVER ->
          status.shards().stream().findFirst().map(ProgressText::stream).orElse("")
              + (status.verification() == null
                  ? ""
                  : "; verification: " + ProgressText.verification(status.verification()));
      default -> "";
    };
  }
}
