package io.redismigration.migration.checks;

import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.Sizes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What snapshots ask of either side: a fork, and of the target the right to have one. */
final class SnapshotRules {
  private static final String BY_COMMANDS = "set spec.verification.method to Commands";
  private static final String PSYNC = "psync";

  private SnapshotRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(CheckName.SOURCE_FORK_MEMORY, SnapshotRules::sourceForkMemory);
    rules.put(CheckName.TARGET_SNAPSHOT_PERMITTED, SnapshotRules::targetPermits);
    rules.put(CheckName.TARGET_FORK_MEMORY, SnapshotRules::targetForkMemory);
  }

  private static Finding sourceForkMemory(CheckFacts facts) {
    SourceFacts seen = facts.source();
    ServerFacts server = seen.server();
    if (server.systemMemory() == 0) {
      return Finding.notApplicable();
    }
    long used = Math.max(server.usedMemory(), seen.fork().resident());
    if (fits(used, server)) {
      return Finding.passed();
    }
    boolean again = facts.options().verification().comparesSnapshots();
    return Finding.warning(
        "%s used of %s: a fork under many writes may not fit%s%s"
            .formatted(
                Sizes.of(used),
                limits(server, seen.fork()),
                overcommit(seen.fork()),
                again ? "; each pass of the comparison by snapshots forks it once more" : ""),
        "migrate at a quiet hour, free memory on the source's machine, and set"
            + " sysctl vm.overcommit_memory=1 there"
            + (again ? "; to fork it once only, " + BY_COMMANDS : ""));
  }

  /** What the source holds is there by the time of the comparison. */
  private static Finding targetForkMemory(CheckFacts facts) {
    TargetFacts seen = facts.target();
    ServerFacts server = seen.server();
    if (seen.snapshots() == null || server.systemMemory() == 0) {
      return Finding.notApplicable();
    }
    long used = Math.max(server.usedMemory(), seen.snapshots().fork().resident());
    long coming = facts.source().server().usedMemory();
    boolean instead =
        seen.isClaimedBy(facts.runId()) || facts.options().existingData() == ExistingData.FLUSH;
    long expected = instead ? Math.max(used, coming) : used + coming;
    ForkFacts fork = seen.snapshots().fork();
    return fits(expected, server)
        ? Finding.passed()
        : Finding.warning(
            "with the source's data about %s used of %s: the fork for a comparison by snapshots"
                    .formatted(Sizes.of(expected), limits(server, fork))
                + " may not fit under many writes"
                + overcommit(fork),
            "free memory on the target's machine and set sysctl vm.overcommit_memory=1 there, or "
                + BY_COMMANDS);
  }

  private static boolean fits(long used, ServerFacts server) {
    return used * 2 <= server.systemMemory();
  }

  /** {@code 8Gi, maxmemory unlimited; the last snapshot copied 300Mi}. */
  private static String limits(ServerFacts server, ForkFacts fork) {
    return "%s, maxmemory %s%s"
        .formatted(
            Sizes.of(server.systemMemory()),
            server.maxmemory() == 0 ? "unlimited" : Sizes.of(server.maxmemory()),
            fork.lastCopyOnWrite() == null
                ? ""
                : "; the last snapshot copied " + Sizes.of(fork.lastCopyOnWrite()));
  }

  private static String overcommit(ForkFacts fork) {
    return fork.forked()
        ? ""
        : "; with vm.overcommit_memory 0 the machine may refuse it at once, and none was tried"
            + " since the start";
  }

  /** Without PSYNC there is no snapshot; without REPLCONF there is one that costs more. */
  private static Finding targetPermits(CheckFacts facts) {
    SnapshotFacts seen = facts.target().snapshots();
    if (seen == null) {
      return Finding.notApplicable();
    }
    String granting = ConnectionRules.setUser(facts.targetConnection(), seen.denied());
    if (seen.denied().contains(PSYNC)) {
      return Finding.warning(
          "not permitted on the target: %s; without a snapshot of it keys are compared by commands"
              .formatted(String.join(", ", seen.denied())),
          granting);
    }
    if (seen.unknown().contains(PSYNC)) {
      return Finding.warning(
          "psync is renamed or disabled on the target: without a snapshot of it keys are compared"
              + " by commands",
          "remove its rename-command line from the target's configuration, or " + BY_COMMANDS);
    }
    List<String> lacking = seen.denied().isEmpty() ? seen.unknown() : seen.denied();
    return lacking.isEmpty()
        ? Finding.passed()
        : Finding.warning(
            "%s on the target: %s; it makes a snapshot all the same, but by way of its disk, and"
                    .formatted(
                        seen.denied().isEmpty() ? "renamed or disabled" : "not permitted",
                        String.join(", ", lacking))
                + " keeps its stream for us meanwhile",
            seen.denied().isEmpty()
                ? "remove their rename-command lines from the target's configuration"
                : granting);
  }
}
