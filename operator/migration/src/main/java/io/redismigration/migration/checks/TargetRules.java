package io.redismigration.migration.checks;

import io.redismigration.migration.lock.LockChoice;
import io.redismigration.migration.lock.LockFacts;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.Sizes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Whether a target may be written, and will hold it all. */
final class TargetRules {
  private static final int MOST_NAMES = 5;

  private TargetRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(
        CheckName.TARGET_TOPOLOGY,
        facts -> SourceRules.topology(facts.target().server(), "target"));
    rules.put(
        CheckName.TARGET_NOT_LOADING, facts -> SourceRules.notLoading(facts.target().server()));
    rules.put(CheckName.TARGET_PRIMARY, facts -> primary(facts.target().server()));
    rules.put(CheckName.TARGET_WRITABLE, facts -> writable(facts.target()));
    rules.put(CheckName.TARGET_NOT_CLAIMED, TargetRules::notClaimed);
    rules.put(CheckName.TARGET_EMPTY, TargetRules::empty);
    rules.put(CheckName.TARGET_MEMORY, TargetRules::memory);
    rules.put(CheckName.TARGET_EVICTION_POLICY, facts -> evictionPolicy(facts.target()));
    rules.put(CheckName.TARGET_DATABASES, TargetRules::databases);
    rules.put(CheckName.TARGET_LOCK, TargetRules::lock);
    rules.put(CheckName.TARGET_OTHER_WRITERS, facts -> otherWriters(facts.target()));
    rules.put(CheckName.TARGET_RESTORE_ACCEPTED, facts -> restoreAccepted(facts.target()));
    rules.put(CheckName.TARGET_MODE, facts -> mode());
    rules.put(CheckName.TARGET_VALUE_SIZE, TargetRules::valueSize);
  }

  private static Finding primary(ServerFacts server) {
    return server.primary()
        ? Finding.passed()
        : Finding.failed(
            "the target is a replica",
            "name its primary in spec.target.endpoints, or run REPLICAOF NO ONE on it");
  }

  private static Finding writable(TargetFacts seen) {
    return switch (seen.writes()) {
      case ACCEPTED -> Finding.passed();
      case READ_ONLY_REPLICA ->
          Finding.failed(
              "writes are refused: read-only replica", "name its primary in spec.target.endpoints");
      case NOT_ENOUGH_REPLICAS ->
          Finding.failed(
              "writes are refused: fewer replicas than min-replicas-to-write",
              "attach its replicas, or lower min-replicas-to-write on the target");
      case DISK_ERROR ->
          Finding.failed(
              "writes are refused: its last save to disk failed",
              "free its disk and run BGSAVE on the target");
      case OUT_OF_MEMORY ->
          Finding.failed(
              "writes are refused: maxmemory is reached", "raise maxmemory on the target");
    };
  }

  private static Finding notClaimed(CheckFacts facts) {
    TargetFacts.Claim claim = facts.target().claim();
    if (claim == null || claim.runId().equals(facts.runId())) {
      return Finding.passed();
    }
    return Finding.failed(
        "migration %s has claimed the target (key %s in database %d)"
            .formatted(claim.runId(), claim.key(), claim.database()),
        "cancel that migration; if it is dead for certain:"
            + unlocking(facts.target().lock())
            + " redis-cli -n %d DEL %s".formatted(claim.database(), claim.key()));
  }

  private static String unlocking(LockFacts lock) {
    return lock.locked()
        ? " give the target's users back what its status.parameters says they had (ACL SETUSER), then"
        : "";
  }

  private static Finding empty(CheckFacts facts) {
    TargetFacts seen = facts.target();
    if (seen.foreignKeys() == 0 || seen.isClaimedBy(facts.runId())) {
      return Finding.passed();
    }
    if (facts.options().existingData() == ExistingData.FLUSH) {
      return flush(FlushScope.of(facts));
    }
    return Finding.failed(
        "the target holds " + held(seen),
        "empty it, name another in spec.target.endpoints, or set spec.target.existingData to Flush:"
            + " it is then emptied before the copy, after you have confirmed that");
  }

  private static String held(TargetFacts seen) {
    return seen.foreignKeys() == 1 ? "1 key" : seen.foreignKeys() + " keys";
  }

  private static Finding flush(FlushScope scope) {
    return scope.left().isEmpty()
        ? Finding.warning(
            "the target holds %s: they are removed before the copy, once that is confirmed"
                .formatted(FlushScope.told(scope.removed())),
            "the migration waits for spec.target.flushConfirm to hold status.flushToken (on one"
                + " machine: redis-migration flush); to keep them set spec.target.existingData to"
                + " Reject")
        : Finding.failed(
            "the target holds %s, which the source does not use: a flush does not remove them"
                .formatted(FlushScope.told(scope.left())),
            "empty these databases yourself, or name another target in spec.target.endpoints");
  }

  private static Finding memory(CheckFacts facts) {
    ServerFacts target = facts.target().server();
    long limit = target.maxmemory() > 0 ? target.maxmemory() : target.systemMemory();
    long needed = facts.source().server().usedMemory();
    if (limit == 0) {
      return Finding.info("the target does not tell how much memory it may use");
    }
    long free = Math.max(0, limit - target.usedMemory());
    String message =
        "the target has %s of memory free, the source uses %s"
            .formatted(Sizes.of(free), Sizes.of(needed));
    String suggestion =
        "raise maxmemory or the memory of the target to "
            + Sizes.of(target.usedMemory() + needed * 3 / 2);
    if (free < needed) {
      return Finding.failed(message, suggestion);
    }
    return free < needed + needed / 2 ? Finding.warning(message, suggestion) : Finding.passed();
  }

  private static Finding evictionPolicy(TargetFacts seen) {
    if (seen.evictionPolicy() == null) {
      return Finding.warning(
          "maxmemory-policy cannot be read", "make sure that it is noeviction while migrating");
    }
    if (seen.server().maxmemory() == 0 || seen.evictionPolicy().equals("noeviction")) {
      return Finding.passed();
    }
    if (seen.configWritable()) {
      return Finding.info(
          "maxmemory-policy is %s: it is set to noeviction for the migration"
              .formatted(seen.evictionPolicy()));
    }
    return Finding.warning(
        "maxmemory-policy is %s: keys may vanish from the target, and its user may not change it"
            .formatted(seen.evictionPolicy()),
        "permit +config|set to the target's user, or CONFIG SET maxmemory-policy noeviction on the"
            + " target until the cutover");
  }

  private static Finding databases(CheckFacts facts) {
    Integer there = facts.target().server().databases();
    int highest = facts.source().server().highestDatabase();
    if (there == null) {
      return Finding.info("the target does not tell how many databases it has");
    }
    return highest < there
        ? Finding.passed()
        : Finding.failed(
            "the source uses database %d, the target has %d databases".formatted(highest, there),
            "set databases %d in the target's configuration and restart it".formatted(highest + 1));
  }

  /** By rules of the server's own (ACL, 6.0), or not at all. */
  private static Finding lock(CheckFacts facts) {
    LockMode asked = facts.options().lock();
    LockFacts seen = facts.target().lock();
    LockChoice choice = LockChoice.of(asked, seen);
    if (asked == LockMode.DETECT_ONLY) {
      return Finding.info("other clients' writes are found and reported, not prevented: as asked");
    }
    if (choice.mode() == LockMode.ACL) {
      return Finding.info(
          "users of the target lose @write until the cutover (%s); the migration writes as a user"
                  .formatted(named(seen.users()))
              + " of its own");
    }
    String message =
        "%s cannot be locked: %s".formatted(facts.target().server().version(), choice.obstacle());
    return asked == LockMode.ACL
        ? Finding.failed(message, choice.remedy() + ", and set spec.target.lock to DetectOnly")
        : Finding.warning(
            message
                + "; Auto chose DetectOnly: other clients' writes are found and reported, not"
                + " prevented",
            choice.remedy());
  }

  private static String named(List<String> users) {
    int shown = Math.min(users.size(), MOST_NAMES);
    String more = users.size() > shown ? " and %d more".formatted(users.size() - shown) : "";
    return String.join(", ", users.subList(0, shown)) + more;
  }

  private static Finding otherWriters(TargetFacts seen) {
    return seen.foreignWriters().isEmpty()
        ? Finding.passed()
        : Finding.failed(
            "other clients write to the target: " + String.join(", ", seen.foreignWriters()),
            "stop them until the cutover, or add TargetOtherWriters to spec.checks.ignore");
  }

  /** Relay mode comes later: Auto has no choice yet. */
  private static Finding mode() {
    return Finding.info(
        "Auto chose Commands: the worker writes what the source streams; Relay, where the target"
            + " attaches itself as a replica, comes with a later version");
  }

  private static Finding restoreAccepted(TargetFacts seen) {
    return seen.restoreAccepted()
        ? Finding.passed()
        : Finding.failed(
            "the target refuses RESTORE of a probe value",
            "permit RESTORE and all keys to its user (~* +restore), or name a target of at least"
                + " version 2.8 in spec.target.endpoints");
  }

  private static Finding valueSize(CheckFacts facts) {
    SampleFacts sample = facts.source().sample();
    Long limit = facts.target().protoMaxBulkLen();
    if (sample.largestString() == null || limit == null) {
      return Finding.notApplicable();
    }
    if (sample.largestString() < limit) {
      return Finding.passed();
    }
    String message =
        "the source has a value of %s among %d keys looked at, the target takes %s at most"
            .formatted(Sizes.of(sample.largestString()), sample.keys(), Sizes.of(limit));
    return facts.target().configWritable()
        ? Finding.info(message + "; it is set to what the source takes for the migration")
        : Finding.warning(
            message,
            "permit +config|set to the target's user, or CONFIG SET proto-max-bulk-len %d on the"
                    .formatted(sample.largestString() * 2)
                + " target");
  }
}
