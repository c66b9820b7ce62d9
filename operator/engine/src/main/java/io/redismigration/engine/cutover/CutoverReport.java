package io.redismigration.engine.cutover;

import io.redismigration.engine.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a freeze went.
 *
 * @param fence the fence's name
 * @param committed true when the decision was recorded; false when everything was undone
 * @param steps how long each step took, in order; a step not reached is absent
 * @param fencedOffset the source's offset under the fence, in bytes; -1 when it was not reached
 * @param outage fence in force until the decision was recorded, or until the source was open again
 * @param proof what the comparison under the fence found
 * @param undone why it was undone; empty when committed
 */
public record CutoverReport(
    String fence,
    boolean committed,
    Map<CutoverStep, Duration> steps,
    long fencedOffset,
    Duration outage,
    Optional<EqualityProof.Finding> proof,
    Optional<Undone> undone) {

  /**
   * Why a cutover was undone.
   *
   * @param reason stable name
   * @param message what happened
   * @param evidence names of commands, keys or values that show it; may be empty
   */
  public record Undone(Reason reason, String message, List<String> evidence) {}
}
