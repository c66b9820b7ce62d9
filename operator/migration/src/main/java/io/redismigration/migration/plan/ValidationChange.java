package io.redismigration.migration.plan;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the validation on start found otherwise than the first one. */
final class ValidationChange {
  private static final int MOST_TOLD = 5;

  private ValidationChange() {}

  /**
   * The later results, each that changed with what it was at first. Marking what is marked already
   * changes nothing.
   *
   * @param earlier of the first validation, or of a repetition of the second with its marks
   */
  static List<CheckResult> marked(List<CheckResult> earlier, List<CheckResult> later) {
    Map<String, CheckOutcome> first = new HashMap<>();
    earlier.forEach(
        check ->
            first.put(check.name(), check.before() == null ? check.outcome() : check.before()));
    return later.stream().map(check -> marked(check, first.get(check.name()))).toList();
  }

  private static CheckResult marked(CheckResult check, CheckOutcome first) {
    return new CheckResult(
        check.name(),
        check.outcome(),
        check.message(),
        check.suggestion(),
        first == check.outcome() ? null : first);
  }

  /** The changes in one sentence, the first few by name. */
  static String told(List<CheckResult> marked) {
    List<CheckResult> changed = marked.stream().filter(check -> check.before() != null).toList();
    if (changed.isEmpty()) {
      return "validated again on start: no check found anything else than before";
    }
    String some =
        changed.stream()
            .limit(MOST_TOLD)
            .map(ValidationChange::told)
            .collect(Collectors.joining("; "));
    int more = Math.max(0, changed.size() - MOST_TOLD);
    return "validated again on start; otherwise than before: %s%s"
        .formatted(some, more == 0 ? "" : "; and %d more".formatted(more));
  }

  private static String told(CheckResult check) {
    return "%s was %s, is %s%s"
        .formatted(
            check.name(),
            Labels.of(check.before()),
            Labels.of(check.outcome()),
            check.message().isEmpty() ? "" : " (" + check.message() + ")");
  }
}
