package io.redismigration.migration.checks;

import io.redismigration.migration.checks.ServerVersion.Family;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What only both sides together tell. */
final class PairRules {
  private static final Duration CLOCK_WARNING = Duration.ofSeconds(1);
  private static final Duration CLOCK_FAILURE = Duration.ofSeconds(60);

  private PairRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(CheckName.DISTINCT_INSTANCES, PairRules::distinct);
    rules.put(CheckName.VERSION_ORDER, PairRules::versionOrder);
    rules.put(CheckName.VALUE_TYPES, PairRules::valueTypes);
    rules.put(CheckName.STREAMED_COMMANDS, PairRules::streamedCommands);
    rules.put(CheckName.FUNCTIONS, PairRules::functions);
    rules.put(CheckName.MODULES, PairRules::modules);
    rules.put(CheckName.SCRIPTS, PairRules::scripts);
    rules.put(CheckName.CLOCK_DIFFERENCE, PairRules::clocks);
  }

  private static Finding distinct(CheckFacts facts) {
    ServerFacts source = facts.source().server();
    ServerFacts target = facts.target().server();
    if (source.runId().equals(target.runId())) {
      return Finding.failed(
          "source and target are the same server (run id %s)".formatted(source.runId()),
          "name another server in spec.target.endpoints");
    }
    if (source.replicationId() != null && source.replicationId().equals(target.replicationId())) {
      return Finding.failed(
          "source and target replicate the same data (replication id %s)"
              .formatted(source.replicationId()),
          "name another server in spec.target.endpoints, or detach it by REPLICAOF NO ONE");
    }
    return Finding.passed();
  }

  private static Finding versionOrder(CheckFacts facts) {
    ServerVersion source = facts.source().server().version();
    ServerVersion target = facts.target().server().version();
    boolean older =
        source.family() == target.family()
            ? !target.atLeast(source.major(), source.minor())
            : hasTypesOfItsFamily(source);
    List<NewerTypes> lost = NewerTypes.lost(source, target);
    String types =
        lost.isEmpty()
            ? "newer commands may not exist there"
            : "not there: "
                + lost.stream().map(NewerTypes::title).collect(Collectors.joining(", "))
                + ", and the commands of newer versions";
    return older || !lost.isEmpty()
        ? Finding.warning(
            "the source is %s, the target %s: %s".formatted(source, target, types),
            "use a target of at least the source's version")
        : Finding.passed();
  }

  private static Finding valueTypes(CheckFacts facts) {
    ServerVersion target = facts.target().server().version();
    List<NewerTypes> needed =
        Stream.of(NewerTypes.values())
            .filter(kind -> kind.foundOn(facts.source()) && !kind.in(target))
            .toList();
    return needed.isEmpty()
        ? Finding.passed()
        : Finding.failed(
            "the source holds %s, which %s cannot"
                .formatted(
                    needed.stream().map(NewerTypes::title).collect(Collectors.joining(", ")),
                    target),
            "name a target that can in spec.target.endpoints (%s), or delete them from the source"
                .formatted(
                    needed.stream().map(NewerTypes::servers).collect(Collectors.joining("; "))));
  }

  private static Finding streamedCommands(CheckFacts facts) {
    List<String> unknown = facts.target().unknownCommands();
    return unknown.isEmpty()
        ? Finding.passed()
        : Finding.warning(
            "the source was sent commands that the target does not have: "
                + String.join(", ", unknown),
            "use a target that has them, or keep clients from sending them: what cannot be said"
                + " in older commands stops the migration");
  }

  /** Both families understand all that Redis 7.2 has; what came later is particular to each. */
  private static boolean hasTypesOfItsFamily(ServerVersion version) {
    return version.family() == Family.VALKEY ? version.atLeast(9, 0) : version.atLeast(7, 4);
  }

  private static Finding modules(CheckFacts facts) {
    List<String> missing = facts.source().server().modulesBeyond(facts.target().server());
    if (missing.isEmpty()) {
      return Finding.passed();
    }
    String message = "modules only on the source: " + String.join(", ", missing);
    List<String> keys = facts.source().sample().moduleKeys();
    return keys.isEmpty()
        ? Finding.warning(
            message + "; no key of theirs was seen in a sample",
            "load them on the target if their types are used")
        : Finding.failed(
            message + "; keys of theirs: " + String.join(", ", keys),
            "load them on the target, name a target that has them in spec.target.endpoints, or"
                + " delete these keys from the source");
  }

  private static Finding scripts(CheckFacts facts) {
    ScriptFacts seen = facts.source().scripts();
    ServerVersion version = facts.source().server().version();
    if (seen.calls() > 0 && seen.verbatim()) {
      return Finding.warning(
          "%d script calls seen; %s replicates scripts as they are, and a newer server may sort"
                  .formatted(seen.calls(), version)
              + " replies differently",
          "rely on verification Full, which would find a difference");
    }
    if (seen.cached() != null && seen.cached() > 0) {
      return Finding.warning(
          "%d scripts are in the source's cache, which is not copied".formatted(seen.cached()),
          "see that clients answer NOSCRIPT by EVAL, or load the scripts into the target"
              + " (SCRIPT LOAD) before the cutover");
    }
    return Finding.passed();
  }

  private static Finding functions(CheckFacts facts) {
    int libraries = facts.source().scripts().libraries();
    if (libraries == 0) {
      return Finding.passed();
    }
    return facts.target().server().version().atLeast(7, 0)
        ? Finding.info("function libraries: %d; they are copied".formatted(libraries))
        : Finding.failed(
            "the source has %d function libraries, which %s does not know"
                .formatted(libraries, facts.target().server().version()),
            "use a target of Redis 7.0 or any Valkey, or delete them from the source"
                + " (FUNCTION DELETE)");
  }

  private static Finding clocks(CheckFacts facts) {
    Duration source = facts.source().server().clockAhead();
    Duration target = facts.target().server().clockAhead();
    if (source == null || target == null) {
      return Finding.info("clocks could not be compared");
    }
    Duration ahead = target.minus(source);
    String message =
        "the target's clock is %d ms %s the source's"
            .formatted(ahead.abs().toMillis(), ahead.isNegative() ? "behind" : "ahead of");
    String suggestion = "synchronise the clocks of both machines";
    if (ahead.abs().compareTo(CLOCK_FAILURE) > 0) {
      return Finding.failed(message, suggestion);
    }
    return ahead.abs().compareTo(CLOCK_WARNING) > 0
        ? Finding.warning(message, suggestion)
        : Finding.passed();
  }
}
