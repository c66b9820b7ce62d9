package io.redismigration.migration.model;

import java.time.Duration;
import java.time.Instant;

/**
 * When and how clients move over.
 *
 * @param mode default Manual
 * @param at with Scheduled, the first moment; else null
 * @param window with Scheduled, how long after {@code at} it may begin (a missed window holds);
 *     default 1 h
 * @param maxLag stream time the target may be behind when the source is fenced, default 200 ms
 * @param fence default Auto
 * @param timeout over it the cutover is undone, default 30 s
 * @param sourceAfter default ReadOnly
 * @param switchover null: the user repoints the clients
 * @param confirm command: the token from status; null: none given
 */
public record CutoverSpec(
    Mode mode,
    Instant at,
    Duration window,
    Duration maxLag,
    FenceKind fence,
    Duration timeout,
    SourceAfter sourceAfter,
    SwitchoverSpec switchover,
    String confirm) {
  /** Who says that it may begin. */
  public enum Mode {
    MANUAL,
    AUTOMATIC,
    SCHEDULED
  }

  public CutoverSpec {
    mode = Defaults.or(mode, Mode.MANUAL);
    window = Defaults.or(window, Duration.ofHours(1));
    maxLag = Defaults.or(maxLag, Duration.ofMillis(200));
    fence = Defaults.or(fence, FenceKind.AUTO);
    timeout = Defaults.or(timeout, Duration.ofSeconds(30));
    sourceAfter = Defaults.or(sourceAfter, SourceAfter.READ_ONLY);
  }

  /** Everything by default, begun by hand. */
  public static CutoverSpec defaults() {
    return new CutoverSpec(null, null, null, null, null, null, null, null, null);
  }
}
