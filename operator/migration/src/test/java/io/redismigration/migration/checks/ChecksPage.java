package io.redismigration.migration.checks;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.plan.SupportedFeatures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page of all checks, written from the catalogue and from what its rules say to the cases that
 * their tests hold before them.
 */
final class ChecksPage {
  private static final String BEGIN =
      """
      # Checks

      Every check of a validation: `redis-migration validate` prints them, `status.checks` shows them. Made from the code, by
      `mvn -pl operator/migration -am test -Dchecks.write`; the cases are those of the tests, with the words they get.

      A **Fail** blocks the migration; a **Warning** and an **Info** never do. A check that needs another which failed is
      Blocked. Where *may be ignored* says yes, `spec.checks.ignore` may name it: its failure is then shown as Ignored and
      blocks no more. What needs a cluster is NotApplicable on the command line. All are evaluated again on start, and
      `status.checks[].before` says what the first validation had found where the second found something else.
      """;

  /** Of those that the planner or a driver answers. */
  private static final Map<CheckName, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry(
              CheckName.NOT_SUPPORTED_YET,
              "Fails for each field that asks for a feature that is not there yet, and names it: "
                  + SupportedFeatures.fields().stream()
                      .map("`%s`"::formatted)
                      .collect(Collectors.joining(", "))
                  + "."),
          Map.entry(
              CheckName.START_TIME,
              "An Info where `spec.start.at` has passed: the migration starts as soon as it is validated."),
          Map.entry(
              CheckName.WORKER_ADMITTED,
              "Fails where the worker's pod is refused (Pod Security, a quota, a LimitRange) or finds no"
                  + " node for five minutes, in the API server's words, with what to change."),
          Map.entry(
              CheckName.SPOOL_VOLUME,
              "Fails where the volume of the spool is not bound or mounted for five minutes: see"
                  + " `spec.worker.spool.storageClassName`."),
          Map.entry(
              CheckName.ALREADY_COMPLETED,
              "Fails where a report says that this source was migrated to this target: delete the"
                  + " ConfigMap it names, or ignore the check."),
          Map.entry(
              CheckName.SOURCE_INSTANCE_RUNNING,
              "Fails where the Pod, StatefulSet, Deployment or Service that `spec.source.instanceRef` names is not there, or nothing of it is running and ready."),
          Map.entry(
              CheckName.SOURCE_INSTANCE_ADDRESS,
              "Fails where no address of `spec.source.endpoints` is one of that object's, or of a Service in front of it: the endpoint leads to another server."),
          Map.entry(
              CheckName.TARGET_INSTANCE_RUNNING,
              "Fails where the Pod, StatefulSet, Deployment or Service that `spec.target.instanceRef` names is not there, or nothing of it is running and ready."),
          Map.entry(
              CheckName.TARGET_INSTANCE_ADDRESS,
              "Fails where no address of `spec.target.endpoints` is one of that object's, or of a Service in front of it: the endpoint leads to another server."));

  private final Map<CheckName, List<CheckRow>> cases;

  ChecksPage(Stream<CheckRow> rows) {
    this.cases = rows.collect(Collectors.groupingBy(CheckRow::check));
  }

  String text() {
    StringBuilder text = new StringBuilder(BEGIN);
    text.append("\n## All\n\n| check | about | at worst | may be ignored | needs |\n");
    text.append("| --- | --- | --- | --- | --- |\n");
    for (CheckName name : CheckName.values()) {
      text.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  link(name),
                  name.area().name().toLowerCase(Locale.ROOT),
                  Labels.of(name.level()),
                  name.ignorable() ? "yes" : "",
                  name.needs().stream().map(CheckName::label).collect(Collectors.joining(", "))));
    }
    text.append("\n## What each says, and what to do\n");
    for (CheckName name : CheckName.values()) {
      if (cases.containsKey(name)) {
        add(name, text);
      } else if (ELSEWHERE.containsKey(name)) {
        text.append("\n### %s\n\n%s\n".formatted(name.label(), ELSEWHERE.get(name)));
      }
    }
    return text.toString();
  }

  /** Both sides' connections are judged by the same rules, so one of them stands for both. */
  private String link(CheckName name) {
    String other =
        name.label().startsWith("Source")
            ? name.label().replaceFirst("Source", "Target")
            : name.label().replaceFirst("Target", "Source");
    boolean shown = cases.containsKey(name) || ELSEWHERE.containsKey(name);
    String section = shown ? name.label() : other;
    return "[%s](#%s)".formatted(name.label(), section.toLowerCase(Locale.ROOT));
  }

  private void add(CheckName name, StringBuilder text) {
    text.append("\n### %s\n\n| case | result | says | what to do |\n".formatted(name.label()));
    text.append("| --- | --- | --- | --- |\n");
    for (CheckRow row : cases.get(name)) {
      CheckResult result = row.evaluated();
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  cell(row.given()),
                  Labels.of(result.outcome()),
                  cell(result.message()),
                  cell(result.suggestion())));
    }
  }

  /** Bars end a cell, and angle brackets are taken for HTML. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  /** Whether every case of that outcome says what to do. */
  boolean allSayWhatToDo(CheckOutcome outcome) {
    return cases.values().stream()
        .flatMap(List::stream)
        .map(CheckRow::evaluated)
        .filter(result -> result.outcome() == outcome)
        .noneMatch(result -> result.suggestion().isEmpty());
  }
}
