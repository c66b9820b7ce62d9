package io.redismigration.cli.view;

import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.report.Human;

/** How far things are, in one line each. */
final class ProgressText {
  private ProgressText() {}

  static String fullSync(Progress progress) {
    StringBuilder text = new StringBuilder();
    if (progress.keysTotal() > 0) {
      text.append(Human.count(progress.keysDone())).append(" of ");
      text.append(Human.count(progress.keysTotal(), "key", "keys"));
    } else {
      text.append(Human.count(progress.keysDone(), "key", "keys"));
    }
    text.append(", ").append(Human.bytes(progress.bytesDone()));
    if (progress.bytesTotal() > 0) {
      text.append(" of ").append(Human.bytes(progress.bytesTotal()));
    }
    if (progress.percent() != null) {
      text.append(", ").append(progress.percent()).append(" %");
    }
    if (progress.eta() != null && !progress.eta().isZero()) {
      text.append(", ").append(Human.duration(progress.eta())).append(" left");
    }
    return text.toString();
  }

  static String stream(ShardProgress shard) {
    String text =
        "lag %s, %s; %s applied"
            .formatted(
                Human.bytes(shard.lagBytes()),
                shard.lag() == null ? "not level yet" : Human.duration(shard.lag()),
                Human.count(shard.streamCommands(), "command", "commands"));
    return shard.reconnects() + shard.partialResyncs() + shard.fullResyncs() == 0
        ? text
        : text
            + "; %s, %s, %s"
                .formatted(
                    Human.count(shard.reconnects(), "reconnect", "reconnects"),
                    Human.count(shard.partialResyncs(), "partial resync", "partial resyncs"),
                    Human.count(shard.fullResyncs(), "full resync", "full resyncs"));
  }

  static String offsets(ShardProgress shard) {
    return "source %d, received %d, applied %d, confirmed %d"
        .formatted(
            shard.sourceOffset(),
            shard.receivedOffset(),
            shard.appliedOffset(),
            shard.confirmedOffset());
  }

  static String verification(VerificationProgress seen) {
    String compared = compared(seen);
    return switch (seen.state()) {
      case OFF -> "off";
      case PENDING -> "not begun";
      case FAILED -> "failed: " + seen.message();
      case RUNNING -> "running, " + compared + rate(seen);
      case PASSED -> "equal, " + compared + covered(seen) + took(seen) + open(seen);
      case DIFFERENT -> differences(seen) + "; " + compared + covered(seen) + took(seen);
    };
  }

  private static String compared(VerificationProgress seen) {
    VerificationPass pass = seen.pass();
    String compared = Human.count(seen.keysCompared(), "key", "keys") + " compared";
    if (pass == null) {
      return compared;
    }
    return switch (pass.mode()) {
      case COUNTS -> Human.count(pass.keysTotal(), "key", "keys") + " counted";
      case SAMPLE ->
          "a sample, %s of %s compared"
              .formatted(
                  Human.count(seen.keysCompared()), Human.count(pass.keysTotal(), "key", "keys"));
      case FULL, OFF ->
          pass.endedAt() != null
              ? compared
              : "%s of %s compared"
                  .formatted(
                      Human.count(seen.keysCompared()),
                      Human.count(pass.keysWanted(), "key", "keys"));
    };
  }

  private static String rate(VerificationProgress seen) {
    return seen.pass() == null || seen.pass().keysPerSecond() == 0
        ? ""
        : ", " + Human.count(seen.pass().keysPerSecond()) + " keys/s";
  }

  private static String took(VerificationProgress seen) {
    return seen.pass() == null || seen.duration() == null
        ? ""
        : " in " + Human.duration(seen.duration()) + rate(seen);
  }

  /** What was written since goes on being compared. */
  private static String open(VerificationProgress seen) {
    return seen.pass() == null || seen.dirtyKeys() == 0
        ? ""
        : "; " + Human.count(seen.dirtyKeys(), "key", "keys") + " written since";
  }

  private static String differences(VerificationProgress seen) {
    return "%s: %d missing, %d extra, %d value, %d type, %d ttl"
        .formatted(
            Human.count(seen.differences(), "key differs", "keys differ"),
            seen.missing(),
            seen.extra(),
            seen.value(),
            seen.type(),
            seen.ttl());
  }

  private static String covered(VerificationProgress seen) {
    return seen.coveredOffset() == null ? "" : " at offset " + seen.coveredOffset();
  }
}
