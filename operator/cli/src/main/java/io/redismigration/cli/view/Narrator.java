package io.redismigration.cli.view;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.History.Happening;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what happens into lines of text, each with the time of day before it. */
final class Narrator {
  static final String DECIDING =
      "stopping while the cutover is being decided: it is undone unless the target has taken over"
          + " already; waiting for the answer, at most 30 s";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final Set<String> PASSING =
      Set.of("NotStreaming", "LagTooHigh", "NotVerified", "BackOff", "Suspended");
  private static final Pattern TROUBLE = Pattern.compile("(?:^|; )([A-Z][a-z]+[A-Z][A-Za-z]+: .*)");

  private final Clock clock;
  private final ZoneId zone;
  private final Invocation again;
  private final Paint paint;
  private String told;
  private String lastHappened;
  private String lastTrouble;
  private final Set<String> blocked = new HashSet<>();

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
      lines.addAll(checks(before, now));
    }
    blockers(now).forEach(lines::add);
    trouble(now).filter(text -> !text.equals(lastTrouble)).ifPresent(text -> lines.add(line(text)));
    lastTrouble = trouble(now).orElse(null);
    if (differs(now) && !differs(before)) {
      lines.add(line("to copy what differs again: " + again.of("repair")));
    }
    if (before.phase() != now.phase() && now.phase() == Phase.AWAITING_START) {
      lines.add(line(toBegin(now)));
    }
    if (ready(now) && !now.cutover().token().equals(told)) {
      told = now.cutover().token();
      lines.add(line("to cut over: " + again.of("cutover", "--token", told)));
    }
    return lines;
  }

  private String toBegin(MigrationStatus now) {
    return now.awaitedFlush() == null
        ? "to begin: " + again.of("start")
        : "to see what would be removed from the target, and confirm it: " + again.of("flush");
  }

  private static boolean differs(MigrationStatus status) {
    return status.phase() == Phase.STREAMING
        && status.verification() != null
        && status.verification().state() == VerificationProgress.State.DIFFERENT;
  }

  /** What a worker waits for: it begins with its reason, one word, as what it does never does. */
  private Optional<String> trouble(MigrationStatus now) {
    return switch (now.phase()) {
      case PREPARING, FULL_SYNC, STREAMING ->
          Optional.of(TROUBLE.matcher(now.message()))
              .filter(Matcher::find)
              .map(found -> found.group(1));
      default -> Optional.empty();
    };
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

  /** What stood in the way, or, of the first validation, what is only a warning. */
  private List<String> checks(MigrationStatus before, MigrationStatus now) {
    if (now.phase() == Phase.FAILED) {
      return withOutcome(now, CheckOutcome.FAILED);
    }
    return before.phase() == Phase.VALIDATING ? withOutcome(now, CheckOutcome.WARNING) : List.of();
  }

  private List<String> withOutcome(MigrationStatus now, CheckOutcome outcome) {
    return now.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(this::told)
        .toList();
  }

  private String told(CheckResult check) {
    String name =
        check.outcome() == CheckOutcome.FAILED
            ? paint.bad(check.name())
            : paint.warning("warning, " + check.name());
    String remedy = check.suggestion().isEmpty() ? "" : "; " + check.suggestion();
    return line(name + ": " + check.message() + remedy);
  }

  /** What keeps the cutover from being possible and does not pass by itself, each once. */
  private List<String> blockers(MigrationStatus now) {
    if (now.phase() != Phase.STREAMING) {
      return List.of();
    }
    return now.cutover().blockers().stream()
        .filter(blocker -> !PASSING.contains(blocker.reason()) && blocked.add(blocker.reason()))
        .map(blocker -> line("no cutover: " + blocker.reason() + ": " + blocker.message()))
        .toList();
  }

  /** The moving figures of the present phase; empty if there are none. */
  static String figures(MigrationStatus status) {
    return switch (status.phase()) {
      case FULL_SYNC ->
          "full sync  "
              + ProgressText.fullSync(status.progress())
              + status.shards().stream().findFirst().map(ProgressText::outlook).orElse("");
      case STREAMING, CUTTING_OVER ->
          status.shards().stream()
                  .findFirst()
                  .map(shard -> ProgressText.stream(shard) + ProgressText.outlook(shard))
                  .orElse("")
              + (status.verification() == null || status.cutover().decision() == Decision.COMMIT
                  ? ""
                  : "; verification: " + ProgressText.verification(status.verification()));
      default -> "";
    };
  }
}
