package io.redismigration.migration.checks;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Evaluates the catalogue. */
public final class Checks {
  private static final Map<CheckName, Function<CheckFacts, Finding>> RULES = rules();

  private Checks() {}

  /**
   * Every check on these facts, in the catalogue's order. One that needs a failed or blocked check,
   * or facts that could not be read, is Blocked.
   */
  public static List<CheckResult> evaluate(CheckFacts facts) {
    Map<CheckName, CheckOutcome> seen = new EnumMap<>(CheckName.class);
    List<CheckResult> results = new ArrayList<>();
    RULES.forEach(
        (name, rule) -> {
          CheckResult result = evaluate(name, rule, facts, seen);
          seen.put(name, result.outcome());
          results.add(result);
        });
    return List.copyOf(results);
  }

  private static CheckResult evaluate(
      CheckName name,
      Function<CheckFacts, Finding> rule,
      CheckFacts facts,
      Map<CheckName, CheckOutcome> seen) {
    for (CheckName needed : name.needs()) {
      CheckOutcome outcome = seen.get(needed);
      if (outcome == CheckOutcome.FAILED || outcome == CheckOutcome.BLOCKED) {
        return new CheckResult(
            name.label(), CheckOutcome.BLOCKED, "cannot run before " + needed.label(), "");
      }
    }
    if (lacksFacts(name, facts)) {
      return new CheckResult(
          name.label(),
          CheckOutcome.BLOCKED,
          "the server's state could not be read",
          "see the other checks, then validate again");
    }
    Finding finding = rule.apply(facts);
    return new CheckResult(
        name.label(), finding.outcome(), finding.message(), finding.suggestion());
  }

  private static boolean lacksFacts(CheckName name, CheckFacts facts) {
    boolean needsSource = name.needs().stream().anyMatch(Checks::belongsToSource);
    boolean needsTarget = name.needs().stream().anyMatch(Checks::belongsToTarget);
    return name.area() != CheckName.Area.CONNECTION
        && ((needsSource && facts.source() == null) || (needsTarget && facts.target() == null));
  }

  private static boolean belongsToSource(CheckName name) {
    return name.name().startsWith("SOURCE_");
  }

  private static boolean belongsToTarget(CheckName name) {
    return name.name().startsWith("TARGET_");
  }

  /**
   * The results with the failures that the user accepted by name marked so. Names that may not be
   * ignored change nothing.
   */
  public static List<CheckResult> ignoring(List<CheckResult> results, List<String> names) {
    return results.stream()
        .map(
            result ->
                result.outcome() == CheckOutcome.FAILED
                        && names.contains(result.name())
                        && CheckName.of(result.name()).map(CheckName::ignorable).orElse(false)
                    ? new CheckResult(
                        result.name(),
                        CheckOutcome.IGNORED,
                        result.message(),
                        result.suggestion(),
                        result.before())
                    : result)
        .toList();
  }

  /**
   * The results and, for each check of the catalogue that only a cluster can answer and none has,
   * one that says so; in the catalogue's order.
   */
  public static List<CheckResult> completed(List<CheckResult> results) {
    Set<String> there = results.stream().map(CheckResult::name).collect(Collectors.toSet());
    Stream<CheckResult> missing =
        Stream.of(CheckName.values())
            .filter(name -> name.area() == CheckName.Area.KUBERNETES)
            .filter(name -> !there.contains(name.label()))
            .map(
                name ->
                    new CheckResult(
                        name.label(),
                        CheckOutcome.NOT_APPLICABLE,
                        "only a cluster can answer this",
                        ""));
    return Stream.concat(results.stream(), missing)
        .sorted(Comparator.comparing(Checks::place))
        .toList();
  }

  private static int place(CheckResult result) {
    return CheckName.of(result.name()).map(CheckName::ordinal).orElse(Integer.MAX_VALUE);
  }

  private static Map<CheckName, Function<CheckFacts, Finding>> rules() {
    Map<CheckName, Function<CheckFacts, Finding>> rules = new EnumMap<>(CheckName.class);
    ConnectionRules.addTo(rules);
    SourceRules.addTo(rules);
    SourceLoadRules.addTo(rules);
    SnapshotRules.addTo(rules);
    TargetRules.addTo(rules);
    PairRules.addTo(rules);
    return rules;
  }
}
