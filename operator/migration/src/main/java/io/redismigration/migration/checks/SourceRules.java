package io.redismigration.migration.checks;

import io.redismigration.migration.checks.ReplicationFacts.Replica;
import io.redismigration.migration.cutover.FenceChoice;
import io.redismigration.migration.cutover.FenceFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether a source can be replicated from at all, and closed in the end. */
final class SourceRules {
  private static final int MOST_DATABASES = 16;

  private SourceRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(CheckName.SOURCE_TOPOLOGY, facts -> topology(facts.source().server(), "source"));
    rules.put(CheckName.SOURCE_VERSION, facts -> version(facts.source()));
    rules.put(CheckName.SOURCE_SYNC_PERMITTED, SourceRules::syncPermitted);
    rules.put(CheckName.SOURCE_RDB_VERSION, facts -> rdbVersion(facts.source().sample()));
    rules.put(CheckName.SOURCE_REPLICAS, facts -> replicas(facts.source().replication()));
    rules.put(CheckName.SOURCE_MIN_REPLICAS, facts -> minReplicas(facts.source().replication()));
    rules.put(CheckName.SOURCE_SENTINELS, facts -> sentinels(facts.source().replication()));
    rules.put(CheckName.SOURCE_TRANSFER, facts -> transfer(facts.source().replication()));
    rules.put(CheckName.SOURCE_NOT_LOADING, facts -> notLoading(facts.source().server()));
    rules.put(CheckName.SOURCE_BACKGROUND_SAVE, facts -> backgroundSave(facts.source()));
    rules.put(CheckName.SOURCE_ROLE, facts -> role(facts.source()));
    rules.put(CheckName.SOURCE_NOT_IN_OTHER_MIGRATION, facts -> notInOther(facts.source()));
    rules.put(CheckName.SOURCE_FENCE, SourceRules::fence);
    rules.put(CheckName.SOURCE_OFFSETS_EXACT, facts -> offsetsExact(facts.source()));
    rules.put(CheckName.SOURCE_KEYS, facts -> keys(facts.source().server()));
    rules.put(CheckName.CHECKPOINT_KEY_FREE, facts -> checkpointKeyFree(facts.source()));
  }

  static Finding topology(ServerFacts server, String side) {
    if (server.sentinel()) {
      return Finding.failed(
          "NotSupportedYet: the endpoint is a Sentinel",
          "name the primary itself in spec.%s.endpoints".formatted(side));
    }
    if (server.clusterEnabled()) {
      return Finding.failed(
          "NotSupportedYet: the server runs in cluster mode",
          "use a standalone %s".formatted(side));
    }
    return Finding.passed();
  }

  private static Finding version(SourceFacts seen) {
    ServerVersion version = seen.server().version();
    boolean tooNew =
        switch (version.family()) {
          case REDIS -> version.atLeast(8, 7);
          case VALKEY -> version.atLeast(9, 2);
          case OTHER -> false;
        };
    if (tooNew) {
      return Finding.failed(
          "%s may write snapshots newer than this build reads (Redis to 8.6, Valkey to 9.1)"
              .formatted(version),
          "upgrade this tool");
    }
    if (seen.sync() == SourceFacts.Sync.SYNC) {
      return Finding.warning(
          "%s has no PSYNC: every lost connection means a full sync".formatted(version),
          "upgrade the source to 2.8.24 first if that is possible");
    }
    return Finding.passed();
  }

  private static Finding syncPermitted(CheckFacts facts) {
    return facts.source().sync() == SourceFacts.Sync.REFUSED
        ? Finding.failed(
            "the source refuses PSYNC and SYNC, as many managed services do",
            Providers.way(facts.sourceConnection().endpoint().host()))
        : Finding.passed();
  }

  private static Finding rdbVersion(SampleFacts seen) {
    if (seen.rdbVersion() == null) {
      return Finding.notApplicable();
    }
    return seen.rdbReadable()
        ? Finding.passed()
        : Finding.failed(
            "the source writes RDB version %d, which this build does not read"
                .formatted(seen.rdbVersion()),
            "upgrade this tool");
  }

  private static Finding replicas(ReplicationFacts seen) {
    if (seen.replicas().isEmpty()) {
      return Finding.info("no replica is attached: the full sync is taken from the primary itself");
    }
    List<Replica> late = seen.replicas().stream().filter(replica -> !replica.online()).toList();
    String all = seen.replicas().stream().map(Replica::toString).collect(Collectors.joining(", "));
    return Finding.info(
        (late.isEmpty() ? "" : "%d not in sync; ".formatted(late.size()))
            + "replicas: %s; spec.source.preferReplica would spare the primary the full sync"
                .formatted(all));
  }

  /** Whoever acknowledges the stream in time counts (INFO replication, good_slaves). */
  private static Finding minReplicas(ReplicationFacts seen) {
    if (seen.minReplicas() == null) {
      return Finding.info("CONFIG GET is not permitted: min-replicas-to-write is not known");
    }
    return seen.minReplicas() == 0
        ? Finding.passed()
        : Finding.warning(
            "min-replicas-to-write is %d, and the migration counts as one of these replicas: while"
                    .formatted(seen.minReplicas())
                + " it runs, the source takes writes, and WAIT counts, with one real replica less",
            "raise it by one for as long, or see that a replica more is attached");
  }

  private static Finding sentinels(ReplicationFacts seen) {
    if (seen.sentinels() == null) {
      return Finding.info("CLIENT LIST is not permitted: whether a Sentinel watches is not known");
    }
    return seen.sentinels() == 0
        ? Finding.passed()
        : Finding.info(
            "connections of Sentinels: %d; a failover of theirs in a cutover undoes it"
                .formatted(seen.sentinels()));
  }

  private static Finding transfer(ReplicationFacts seen) {
    if (seen.diskless() == null) {
      return Finding.info("a full sync goes by way of the source's disk, or it does not tell");
    }
    if (!seen.diskless()) {
      return Finding.info("a full sync is written to the source's disk first");
    }
    return Finding.info(
        seen.disklessDelaySeconds() == null
            ? "a full sync is sent without touching the disk"
            : "a full sync is sent without touching the disk; it begins after %d s"
                .formatted(seen.disklessDelaySeconds()));
  }

  static Finding notLoading(ServerFacts server) {
    return server.loading()
        ? Finding.failed("it is loading its data", "wait until it has loaded")
        : Finding.passed();
  }

  private static Finding backgroundSave(SourceFacts seen) {
    if (seen.backgroundSaveFailed()) {
      return Finding.failed(
          "the last background save failed, so would a full sync",
          "look into the source's log (often memory overcommit or a full disk), then run BGSAVE");
    }
    return seen.backgroundSaveRunning()
        ? Finding.warning(
            "a background save or rewrite runs now", "the full sync waits until it has ended")
        : Finding.passed();
  }

  private static Finding role(SourceFacts seen) {
    if (!seen.server().primary()) {
      return seen.server().primaryLinkUp()
          ? Finding.warning(
              "the source is itself a replica: it cannot be fenced for the clients of its primary",
              "name the primary in spec.source.endpoints, or use the fence External")
          : Finding.warning(
              "the source is a replica that is not in sync with its primary: it refuses a full"
                  + " sync until it is",
              "name the primary in spec.source.endpoints, or bring its link up"
                  + " (INFO replication, master_link_status)");
    }
    return Finding.passed();
  }

  private static Finding notInOther(SourceFacts seen) {
    return seen.migrationLabels().isEmpty()
        ? Finding.passed()
        : Finding.failed(
            "another migration is attached: " + String.join(", ", seen.migrationLabels()),
            "wait for it or cancel it; a dead one vanishes after repl-timeout");
  }

  private static Finding fence(CheckFacts facts) {
    SourceFacts seen = facts.source();
    FenceFacts fence = seen.fence(false);
    FenceChoice choice =
        FenceChoice.of(facts.options().plannedFence(), facts.options().plannedSourceAfter(), fence);
    if (choice.blocker() != null) {
      return Finding.warning(
          "no cutover would be possible: " + choice.blocker().reason(), choice.blocker().message());
    }
    return switch (choice.kind()) {
      case MIN_REPLICAS ->
          fence.scriptsObey()
              ? Finding.passed()
              : seen.scripts().calls() > 0
                  ? Finding.warning(
                      "%d script calls seen; on %s scripts write past min-replicas-to-write"
                          .formatted(seen.scripts().calls(), seen.server().version()),
                      "stop the clients that use scripts before the cutover,"
                          + " or set spec.cutover.fence to External")
                  : Finding.info("closed by min-replicas-to-write; no script was ever run");
      case EXTERNAL -> Finding.info("writers are stopped by you before the cutover is confirmed");
      case CLIENT_PAUSE, AUTO -> Finding.passed();
    };
  }

  /** redis commit 4b010572c: before it the offset is that of PSYNC, not of the snapshot. */
  private static Finding offsetsExact(SourceFacts seen) {
    ServerVersion version = seen.server().version();
    boolean wrong =
        version.family() == ServerVersion.Family.REDIS
            && seen.sync() == SourceFacts.Sync.PSYNC
            && ((version.atLeast(2, 8) && !version.atLeast(2, 8, 22))
                || (version.atLeast(3, 0) && !version.atLeast(3, 0, 4)));
    return wrong
        ? Finding.warning(
            "%s may announce a wrong offset for a snapshot".formatted(version),
            "nothing to do: offsets are calibrated, and a link is resumed only where that worked")
        : Finding.passed();
  }

  private static Finding keys(ServerFacts server) {
    if (server.keys().isEmpty()) {
      return Finding.info("no keys");
    }
    String each =
        new TreeMap<>(server.keys())
            .entrySet().stream()
                .limit(MOST_DATABASES)
                .map(entry -> "db%d %d".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    long percent = Math.round(100.0 * server.expiringKeys() / Math.max(1, server.keysTotal()));
    return Finding.info(
        "keys: %d, databases: %d, the highest is %d (%s); with a time to live: %d (%d%%)%s"
            .formatted(
                server.keysTotal(),
                server.keys().size(),
                server.highestDatabase(),
                each,
                server.expiringKeys(),
                percent,
                server.expiringKeys() == 0
                    ? ""
                    : "; counts of both sides may differ by those that expire"));
  }

  private static Finding checkpointKeyFree(SourceFacts seen) {
    return seen.checkpointKeyUsed()
        ? Finding.failed(
            "the source holds a key with the name of the checkpoint",
            "it is left from a migration into this server: delete it, or rename your key")
        : Finding.passed();
  }
}
