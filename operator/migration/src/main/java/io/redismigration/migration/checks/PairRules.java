package io.redismigration.migration.checks;

import io.redismigration.migration.checks.ServerVersion.Family;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What only both sides together tell. */
final class PairRules {
  private static final Duration CLOCK_WARNING = Duration.ofSeconds(1);
  private static final Duration CLOCK_FAILURE = Duration.ofSeconds(60);

  private PairRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(CheckName.DISTINCT_INSTANCES, PairRules::distinct);
    rules.put(CheckName.VERSION_ORDER, PairRules::versionOrder);
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
    return older
        ? Finding.warning(
            "the source is %s, the target %s: newer types and commands may not exist there"
                .formatted(source, target),
            "use a target of at least the source's version")
        : Finding.passed();
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
    List<String> keys = facts.source().moduleKeys();
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
    SourceFacts source = facts.source();
    ServerVersion version = source.server().version();
    if (source.scriptCalls() > 0
        && version.family() == Family.REDIS
        && !version.atLeast(5, 0)
        && facts.target().server().version().atLeast(7, 0)) {
      return Finding.warning(
          "%d script calls seen; %s replicates scripts as they are, and a newer server may sort"
                  .formatted(source.scriptCalls(), version)
              + " replies differently",
          "rely on verification Full, which would find a difference");
    }
    if (source.functions() > 0 && !facts.target().server().version().atLeast(7, 0)) {
      return Finding.warning(
          "%d functions are loaded, the target has none".formatted(source.functions()),
          "use a target of Redis 7.0 or any Valkey");
    }
    return Finding.passed();
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
