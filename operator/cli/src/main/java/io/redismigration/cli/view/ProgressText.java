package io.redismigration.cli.view;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.report.Human;
import io.redismigration.migration.report.WrittenSince;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** How fast it goes, and how long things last at that; empty: unknown. */
  static String pace(Pace pace) {
    return Stream.of(
            rate("written", pace.writtenPerSecond()),
            rate("applied", pace.appliedPerSecond()),
            rate("copied", pace.copiedPerSecond()),
            level(pace),
            lasts("output buffer", pace.outputBufferLasts()),
            lasts("spool", pace.spoolLasts()),
            lasts("backlog", pace.backlogLasts()))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(", "));
  }

  /**
   * When a stream that is behind will be level, what holds it back, and, while it is suspended, how
   * long the source can be followed so; mostly empty.
   */
  static String outlook(ShardProgress shard) {
    Pace pace = shard.pace();
    if (pace == null) {
      return "";
    }
    boolean suspended = pace.heldBack() != null && pace.heldBack().by() == Pace.By.SUSPENDED;
    return Stream.of(
            level(pace),
            heldBack(pace),
            suspended ? lasts("spool", pace.spoolLasts()) : null,
            suspended ? lasts("backlog", pace.backlogLasts()) : null)
        .filter(Objects::nonNull)
        .map(text -> "; " + text)
        .collect(Collectors.joining());
  }

  /** Null: nothing does. */
  static String heldBack(Pace pace) {
    return pace.heldBack() == null
        ? null
        : Labels.of(pace.heldBack().by()) + ": " + pace.heldBack().message();
  }

  private static String level(Pace pace) {
    return pace.catchUp() == null || pace.catchUp().toSeconds() < 1
        ? null
        : "level in " + Human.duration(pace.catchUp());
  }

  private static String rate(String what, Long perSecond) {
    return perSecond == null || perSecond == 0 ? null : what + " " + Human.bytes(perSecond) + "/s";
  }

  private static String lasts(String what, Duration time) {
    return time == null ? null : what + " lasts " + Human.duration(time);
  }

  static String roundTrips(Pace pace) {
    return Stream.of(
            roundTrip("source", pace.sourceRoundTrip()),
            roundTrip("target", pace.targetRoundTrip()))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(", "));
  }

  private static String roundTrip(String side, Duration time) {
    return time == null
        ? null
        : String.format(Locale.ROOT, "%s %.2f ms", side, time.toNanos() / 1e6);
  }

  static String offsets(ShardProgress shard) {
    return "source %d, received %d, applied %d, confirmed %d"
        .formatted(
            shard.sourceOffset(),
            shard.receivedOffset(),
            shard.appliedOffset(),
            shard.confirmedOffset());
  }

  /** Before a cutover. */
  static String verification(VerificationProgress seen) {
    return verification(seen, WrittenSince.of(seen));
  }

  /**
   * What the comparison says.
   *
   * @param open what it does not speak of
   */
  static String verification(VerificationProgress seen, WrittenSince open) {
    String compared = compared(seen);
    return switch (seen.state()) {
      case OFF -> "off";
      case PENDING -> "not begun";
      case FAILED -> "failed: " + seen.message();
      case RUNNING -> "running, " + compared + rate(seen);
      case PASSED ->
          (seen.outdated() ? "outdated by a foreign write of " + writer(seen) + "; before it " : "")
              + "equal, "
              + compared
              + covered(seen)
              + took(seen)
              + (open.isNothing() ? "" : "; " + open.text());
      case DIFFERENT -> differences(seen) + "; " + compared + covered(seen) + took(seen);
    };
  }

  private static String writer(VerificationProgress seen) {
    return String.join(", ", seen.foreign().writers());
  }

  private static String compared(VerificationProgress seen) {
    VerificationPass pass = seen.pass();
    String compared = Human.count(seen.keysCompared(), "key", "keys") + " compared";
    if (pass == null) {
      return compared;
    }
    String how = pass.comparesSnapshots() ? " by snapshots" : "";
    return switch (pass.mode()) {
      case COUNTS -> Human.count(pass.keysTotal(), "key", "keys") + " counted";
      case SAMPLE ->
          "a sample, %s of %s compared"
              .formatted(
                  Human.count(seen.keysCompared()), Human.count(pass.keysTotal(), "key", "keys"));
      case FULL, OFF ->
          pass.endedAt() != null
              ? compared + how
              : "%s of %s compared"
                      .formatted(
                          Human.count(seen.keysCompared()),
                          Human.count(pass.keysWanted(), "key", "keys"))
                  + how;
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

  private static String differences(VerificationProgress seen) {
    String databases = DatabasesText.of(seen.differingByDatabase());
    return "%s: %d missing, %d extra, %d value, %d type, %d ttl%s"
        .formatted(
            Human.count(seen.differences(), "key differs", "keys differ"),
            seen.missing(),
            seen.extra(),
            seen.value(),
            seen.type(),
            seen.ttl(),
            databases.isEmpty() ? "" : "; " + databases);
  }

  private static String covered(VerificationProgress seen) {
    return seen.coveredOffset() == null ? "" : " at offset " + seen.coveredOffset();
  }
}
