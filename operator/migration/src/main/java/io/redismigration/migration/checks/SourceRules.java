package io.redismigration.migration.checks;

import io.redismigration.migration.cutover.FenceChoice;
import io.redismigration.migration.cutover.FenceFacts;
import java.util.Map;
import java.util.function.Function;

/** Whether a source can be replicated from at all, and closed in the end. */
final class SourceRules {
  private SourceRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(CheckName.SOURCE_TOPOLOGY, facts -> topology(facts.source().server(), "source"));
    rules.put(CheckName.SOURCE_VERSION, facts -> version(facts.source()));
    rules.put(CheckName.SOURCE_SYNC_PERMITTED, facts -> syncPermitted(facts.source()));
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

  private static Finding syncPermitted(SourceFacts seen) {
    return seen.sync() == SourceFacts.Sync.REFUSED
        ? Finding.failed(
            "the source refuses PSYNC and SYNC, as many managed services do",
            "use the provider's own export or migration, or ask it to permit replication")
        : Finding.passed();
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
              "the source is a replica that is not in sync with its primary",
              "name the primary in spec.source.endpoints");
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
              : seen.scriptCalls() > 0
                  ? Finding.warning(
                      "%d script calls seen; on %s scripts write past min-replicas-to-write"
                          .formatted(seen.scriptCalls(), seen.server().version()),
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
    return Finding.info(
        server.keys().isEmpty()
            ? "no keys"
            : "keys: %d, databases: %d, the highest is %d"
                .formatted(server.keysTotal(), server.keys().size(), server.highestDatabase()));
  }

  private static Finding checkpointKeyFree(SourceFacts seen) {
    return seen.checkpointKeyUsed()
        ? Finding.failed(
            "the source holds a key with the name of the checkpoint",
            "it is left from a migration into this server: delete it, or rename your key")
        : Finding.passed();
  }
}
