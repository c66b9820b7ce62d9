package io.redismigration.migration.checks;

import io.redismigration.migration.ledger.Headroom;
import io.redismigration.migration.model.OutputBufferLimit;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.Sizes;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** What a full sync asks of a source: buffers, time. */
final class SourceLoadRules {
  /** Bytes of snapshot that a source of moderate speed sends in a second. */
  private static final long SNAPSHOT_BYTES_PER_SECOND = 50L << 20;

  /** An interruption that a partial resync should survive. */
  private static final Duration OUTAGE = Duration.ofMinutes(1);

  private SourceLoadRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    rules.put(CheckName.SOURCE_REPL_TIMEOUT, SourceLoadRules::replTimeout);
    rules.put(CheckName.SOURCE_OUTPUT_BUFFER, SourceLoadRules::outputBuffer);
    rules.put(CheckName.SOURCE_BACKLOG, SourceLoadRules::backlog);
    rules.put(CheckName.SOURCE_PARAMETER_HEADROOM, SourceLoadRules::headroom);
    rules.put(CheckName.SPOOL_SIZE, SourceLoadRules::spool);
  }

  private static Finding replTimeout(CheckFacts facts) {
    SourceFacts seen = facts.source();
    if (seen.replTimeoutSeconds() == null) {
      return Finding.warning(
          "repl-timeout cannot be read", "make sure that it is at least a minute");
    }
    Duration wanted = facts.options().parameters().replTimeout();
    int now = seen.replTimeoutSeconds();
    if (now == 0 || now >= wanted.toSeconds()) {
      return Finding.passed();
    }
    String message =
        "repl-timeout is %d s: a snapshot that pauses longer breaks the link".formatted(now);
    return seen.configWritable()
        ? Finding.info(message + "; it is raised to %d s".formatted(wanted.toSeconds()))
        : Finding.warning(message, "grant +config|set, or raise repl-timeout by hand");
  }

  private static Finding outputBuffer(CheckFacts facts) {
    SourceFacts seen = facts.source();
    if (!seen.configReadable() || seen.outputBuffer() == null) {
      return Finding.warning(
          "client-output-buffer-limit cannot be read",
          "make sure that its replica class allows at least the writes of a full sync");
    }
    OutputBufferLimit now = seen.outputBuffer();
    long expected = expectedBuffer(seen);
    boolean enough =
        (now.hard() == 0 || now.hard() >= expected) && (now.soft() == 0 || now.soft() >= expected);
    if (enough) {
      return Finding.passed();
    }
    String message =
        "the replica class allows %s hard, %s soft; writes during the snapshot come to about %s"
            .formatted(Sizes.of(now.hard()), Sizes.of(now.soft()), Sizes.of(expected));
    OutputBufferLimit wanted = facts.options().parameters().clientOutputBufferLimit();
    if (!seen.configWritable()) {
      return Finding.warning(message, "grant +config|set, or raise it by hand");
    }
    return wanted.hard() != 0 && wanted.hard() < expected
        ? Finding.warning(message, "raise spec.parameters.clientOutputBufferLimit")
        : Finding.info(message + "; it is raised for the migration");
  }

  private static long expectedBuffer(SourceFacts seen) {
    long rate = seen.writeBytesPerSecond() == null ? 0 : seen.writeBytesPerSecond();
    return rate * (1 + seen.snapshotEstimate() / SNAPSHOT_BYTES_PER_SECOND);
  }

  private static Finding backlog(CheckFacts facts) {
    SourceFacts seen = facts.source();
    if (!seen.configReadable() || seen.backlogSize() == null) {
      return Finding.warning(
          "repl-backlog-size cannot be read", "make sure that it holds a minute of writes");
    }
    long rate = seen.writeBytesPerSecond() == null ? 0 : seen.writeBytesPerSecond();
    long needed = rate * OUTAGE.toSeconds();
    if (seen.backlogSize() >= needed) {
      return Finding.info(tolerated(seen.backlogSize(), seen.writeBytesPerSecond()));
    }
    String message =
        "the backlog of %s holds %d s of writes at %s/s"
            .formatted(Sizes.of(seen.backlogSize()), seen.backlogSize() / rate, Sizes.of(rate));
    if (!seen.configWritable()) {
      return Finding.warning(message, "grant +config|set, or raise repl-backlog-size by hand");
    }
    return facts.options().parameters().replBacklogSize() < needed
        ? Finding.warning(message, "raise spec.parameters.replBacklogSize to " + Sizes.of(needed))
        : Finding.info(message + "; it is raised for the migration");
  }

  /** How long the link may be down without a full sync. */
  private static String tolerated(long backlog, Long rate) {
    if (rate == null) {
      return "the backlog is %s; writes cannot be measured before a replica was attached"
          .formatted(Sizes.of(backlog));
    }
    return rate == 0
        ? "the backlog is %s, and nothing was written just now".formatted(Sizes.of(backlog))
        : "the backlog of %s tolerates an outage of %d min at %s/s"
            .formatted(Sizes.of(backlog), backlog / rate / 60, Sizes.of(rate));
  }

  private static Finding headroom(CheckFacts facts) {
    SourceFacts seen = facts.source();
    ParametersSpec wanted = facts.options().parameters();
    Headroom headroom =
        Headroom.of(
            seen.server().usedMemory(), seen.server().maxmemory(), seen.server().systemMemory());
    if (!seen.configWritable()) {
      return Finding.warning(
          "CONFIG SET is not permitted: the source keeps its own limits",
          "grant +config|set, or set spec.parameters' values by hand");
    }
    long backlogNow = seen.backlogSize() == null ? 0 : seen.backlogSize();
    long safe = headroom.largestBacklog(backlogNow);
    if (wanted.replBacklogSize() > Math.max(safe, backlogNow)) {
      return Finding.warning(
          "%s of memory are free, a backlog of %s would take over half of it"
              .formatted(Sizes.of(headroom.bytes()), Sizes.of(wanted.replBacklogSize())),
          "the largest safe spec.parameters.replBacklogSize is %s; that is what will be set"
              .formatted(Sizes.of(safe)));
    }
    long hard = wanted.clientOutputBufferLimit().hard();
    return hard > headroom.bytes()
        ? Finding.warning(
            "%s of memory are free, an output buffer may grow to %s"
                .formatted(Sizes.of(headroom.bytes()), Sizes.of(hard)),
            "the largest safe spec.parameters.clientOutputBufferLimit.hard is "
                + Sizes.of(headroom.bytes()))
        : Finding.passed();
  }

  private static Finding spool(CheckFacts facts) {
    SpoolFacts spool = facts.spool();
    if (spool == null) {
      return Finding.notApplicable();
    }
    SourceFacts seen = facts.source();
    long rate = seen.writeBytesPerSecond() == null ? 0 : seen.writeBytesPerSecond();
    long seconds =
        spool.loadBytesPerSecond() == 0 ? 0 : seen.snapshotEstimate() / spool.loadBytesPerSecond();
    long needed = seen.snapshotEstimate() + rate * seconds;
    if (spool.limit() < needed && !spool.isLimitedByItsVolume()) {
      return Finding.failed(
          "the spool may take %s, snapshot and stream need about %s"
              .formatted(Sizes.of(spool.limit()), Sizes.of(needed)),
          "raise spec.worker.spool.size to " + Sizes.of(needed));
    }
    return Math.min(spool.limit(), spool.free()) < needed
        ? Finding.failed(
            "the spool's volume has %s free, snapshot and stream need about %s"
                .formatted(Sizes.of(spool.free()), Sizes.of(needed)),
            "free space there, of which the spool takes nine tenths at most, or use a larger volume"
                + " (on the command line: --state)")
        : Finding.passed();
  }
}
