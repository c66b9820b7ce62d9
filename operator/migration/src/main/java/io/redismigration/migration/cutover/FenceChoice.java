package io.redismigration.migration.cutover;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;

/**
 * Which fence closes the source, or why none can.
 *
 * @param kind never Auto; null if there is a blocker
 * @param blocker null if there is a kind
 */
public record FenceChoice(FenceKind kind, Blocker blocker) {
  private static final String EXTERNAL_WAY =
      "; or stop every writer yourself and set spec.cutover.fence to External";

  /** Applies the rule of Auto, or tests the kind the user named. */
  public static FenceChoice of(FenceKind wanted, SourceAfter after, FenceFacts facts) {
    return switch (wanted) {
      case EXTERNAL -> new FenceChoice(FenceKind.EXTERNAL, null);
      case CLIENT_PAUSE -> orBlocked(pause(after, facts));
      case MIN_REPLICAS -> orBlocked(minReplicas(facts));
      case AUTO -> {
        FenceChoice pause = pause(after, facts);
        FenceChoice fallback = minReplicas(facts);
        yield pause.kind() != null ? pause : fallback.kind() != null ? fallback : orBlocked(pause);
      }
    };
  }

  private static FenceChoice pause(SourceAfter after, FenceFacts facts) {
    if (!facts.pauseWrites()) {
      return blocked("FenceNotAvailable", "the source has no CLIENT PAUSE WRITE (Redis 6.2 on)");
    }
    if (!facts.pausePermitted()) {
      return blocked(
          "FenceNotPermitted",
          "the source's user may not run CLIENT PAUSE: grant +client|pause +client|unpause");
    }
    if (after == SourceAfter.READ_ONLY && !facts.configWritable()) {
      return blocked(
          "NoLastingFence",
          "the source cannot be kept closed after the cutover: grant +config|set,"
              + " or set spec.cutover.sourceAfter to Release");
    }
    return new FenceChoice(FenceKind.CLIENT_PAUSE, null);
  }

  private static FenceChoice minReplicas(FenceFacts facts) {
    if (!facts.configWritable()) {
      return blocked(
          "FenceNotPermitted", "the source's user may not run CONFIG SET: grant +config|set");
    }
    if (!facts.scriptsObey() && facts.scriptsRan()) {
      return blocked(
          "ScriptsIgnoreFence",
          "scripts run on the source, and on its version they write past min-replicas-to-write");
    }
    return new FenceChoice(FenceKind.MIN_REPLICAS, null);
  }

  private static FenceChoice blocked(String reason, String message) {
    return new FenceChoice(null, new Blocker(reason, message));
  }

  private static FenceChoice orBlocked(FenceChoice choice) {
    return choice.blocker() == null
        ? choice
        : blocked(choice.blocker().reason(), choice.blocker().message() + EXTERNAL_WAY);
  }
}
