package io.redismigration.migration.model;

import static io.redismigration.migration.model.UserAction.CANCEL;
import static io.redismigration.migration.model.UserAction.CONFIRM;
import static io.redismigration.migration.model.UserAction.CONFIRM_FLUSH;
import static io.redismigration.migration.model.UserAction.DELETE;
import static io.redismigration.migration.model.UserAction.EDIT;
import static io.redismigration.migration.model.UserAction.REPAIR;
import static io.redismigration.migration.model.UserAction.RETRY;
import static io.redismigration.migration.model.UserAction.START;
import static io.redismigration.migration.model.UserAction.SUSPEND;
import static io.redismigration.migration.model.UserAction.THROTTLE;
import static io.redismigration.migration.model.UserAction.VERIFY;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a migration stands. Each constant lists the phases it may move to and what the user may do
 * in it; {@code PhaseTest} walks every pair. Delete is allowed everywhere; outside the final phases
 * it means Cancelling first. Users may see new constants in later versions.
 */
public enum Phase {
  /** Seen for the first time. */
  PENDING(next("VALIDATING", "CANCELLING"), Set.of(EDIT, CANCEL, DELETE)),
  /** The whole check catalogue runs. */
  VALIDATING(next("AWAITING_START", "FAILED", "CANCELLING"), Set.of(EDIT, CANCEL, DELETE)),
  /** Validated; waits for the user or the clock. */
  AWAITING_START(
      next("PREPARING", "VALIDATING", "CANCELLING"),
      Set.of(EDIT, START, CONFIRM_FLUSH, CANCEL, DELETE)),
  /** Validated again, parameters set, target claimed. */
  PREPARING(next("FULL_SYNC", "FAILED", "CANCELLING"), Set.of(CANCEL, DELETE)),
  /** The snapshot is copied while the stream is spooled. */
  FULL_SYNC(next("STREAMING", "FAILED", "CANCELLING"), Set.of(SUSPEND, THROTTLE, CANCEL, DELETE)),
  /** The stream is applied; keys are compared. */
  STREAMING(
      next("CUTTING_OVER", "FULL_SYNC", "FAILED", "CANCELLING"),
      Set.of(SUSPEND, THROTTLE, VERIFY, REPAIR, CONFIRM, CANCEL, DELETE)),
  /** Source fenced, stream drained, commit decided, clients switched. Cancel until the commit. */
  CUTTING_OVER(next("COMPLETED", "STREAMING", "FAILED", "CANCELLING"), Set.of(CANCEL, DELETE)),
  /** The target has taken over. Retry: of a switchover that failed or was led back. */
  COMPLETED(next(), Set.of(RETRY, DELETE)),
  /** Ended without taking over; an edit or a retry validates again. */
  FAILED(next("VALIDATING", "CANCELLING"), Set.of(EDIT, RETRY, CANCEL, DELETE)),
  /** Cleans up, bounded in time. */
  CANCELLING(next("CANCELLED"), Set.of(DELETE)),
  /** Ended by the user. */
  CANCELLED(next(), Set.of(DELETE));

  private final Set<String> successors;
  private final Set<UserAction> allows;

  Phase(Set<String> successors, Set<UserAction> allows) {
    this.successors = successors;
    this.allows = allows;
  }

  private static Set<String> next(String... names) {
    return Set.of(names);
  }

  /** The phases this one may move to. */
  public Set<Phase> successors() {
    return Arrays.stream(values())
        .filter(phase -> successors.contains(phase.name()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a migration may go from here to {@code next}. */
  public boolean mayMoveTo(Phase next) {
    return successors.contains(next.name());
  }

  /** What the user may do here, whatever else stands in the way. */
  public Set<UserAction> allows() {
    return allows;
  }

  /** Nothing happens any more unless the user asks for it. */
  public boolean ended() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** From Preparing until the end the spec's frozen fields must not change. */
  public boolean running() {
    return switch (this) {
      case PREPARING, FULL_SYNC, STREAMING, CUTTING_OVER -> true;
      case PENDING, VALIDATING, AWAITING_START, COMPLETED, FAILED, CANCELLING, CANCELLED -> false;
    };
  }
}
