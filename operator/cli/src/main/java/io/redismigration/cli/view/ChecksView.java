package io.redismigration.cli.view;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.report.Human;
import java.util.ArrayList;
import java.util.List;

/** The table of checks, the ones that stand in the way last, where the eye is. */
public final class ChecksView {
  private ChecksView() {}

  /** Aligned text with a summary line at the end. */
  public static String render(List<CheckResult> checks, List<String> notApplicable, Paint paint) {
    List<CheckResult> rows = new ArrayList<>(checks);
    notApplicable.forEach(path -> rows.add(clusterOnly(path)));
    Columns columns = new Columns().row("CHECK", "RESULT", "MESSAGE");
    for (CheckOutcome outcome : ORDER) {
      rows.stream()
          .filter(check -> check.outcome() == outcome)
          .forEach(check -> add(columns, check, paint));
    }
    return columns.render("") + "\n" + summary(checks, paint) + "\n";
  }

  private static final List<CheckOutcome> ORDER =
      List.of(
          CheckOutcome.PASSED,
          CheckOutcome.NOT_APPLICABLE,
          CheckOutcome.INFO,
          CheckOutcome.IGNORED,
          CheckOutcome.WARNING,
          CheckOutcome.BLOCKED,
          CheckOutcome.FAILED);

  /** A field of the manifest that only a cluster can act on. */
  public static CheckResult clusterOnly(String path) {
    return new CheckResult(
        "ClusterOnly", CheckOutcome.NOT_APPLICABLE, path + " acts in a cluster only", "");
  }

  /** What can be promised, and why less than all of it; empty where nothing is known. */
  public static String guarantees(List<Guarantee> guarantees, Paint paint) {
    if (guarantees.isEmpty()) {
      return "";
    }
    Columns columns = new Columns().row("PROMISE", "STRENGTH", "REASON");
    for (Guarantee promise : guarantees) {
      String word = Labels.of(promise.strength());
      columns.row(
          Labels.of(promise.promise()),
          promise.strength() == Guarantee.Strength.HELD ? paint.good(word) : paint.warning(word),
          promise.reason());
    }
    return "\n" + columns.render("");
  }

  private static void add(Columns columns, CheckResult check, Paint paint) {
    String before = check.before() == null ? "" : " (was " + Labels.of(check.before()) + ")";
    columns.row(check.name(), paint(check.outcome(), paint), check.message() + before);
    if (!check.suggestion().isEmpty()) {
      columns.row("", "", paint.faint("→ " + check.suggestion()));
    }
  }

  private static String paint(CheckOutcome outcome, Paint paint) {
    String word = Labels.of(outcome);
    return switch (outcome) {
      case PASSED -> paint.good(word);
      case INFO, NOT_APPLICABLE, IGNORED -> paint.faint(word);
      case WARNING -> paint.warning(word);
      case FAILED, BLOCKED -> paint.bad(word);
    };
  }

  private static String summary(List<CheckResult> checks, Paint paint) {
    if (checks.isEmpty()) {
      return paint.bad("nothing was checked");
    }
    long failing = count(checks, CheckOutcome.FAILED);
    long unknown = count(checks, CheckOutcome.BLOCKED);
    String counts =
        Human.count(
                checks.size() - (int) count(checks, CheckOutcome.NOT_APPLICABLE), "check", "checks")
            + ", "
            + Human.count(count(checks, CheckOutcome.WARNING), "warning", "warnings")
            + ", ";
    if (failing == 0 && unknown == 0) {
      return counts + paint.good("nothing in the way");
    }
    String later =
        unknown == 0 ? "" : ", " + Human.count(unknown, "waits", "wait") + " for another";
    return counts + paint.bad(Human.count(failing, "stands", "stand") + " in the way") + later;
  }

  private static long count(List<CheckResult> checks, CheckOutcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).count();
  }
}
