package io.redismigration.api.publish;

import io.redismigration.api.v1alpha1.Phase;
import java.util.function.Function;

/** When an edit of a field is taken, and when it is refused. */
public enum Editing {
  /** What the run stands on: fixed from Preparing until the migration has ended. */
  FROZEN(
      phase ->
          switch (phase) {
            case Pending, Validating, AwaitingStart, Failed -> "free";
            case Preparing, FullSync, Streaming, CuttingOver -> "refused";
            case Completed, Cancelling, Cancelled -> "–";
          }),

  /** How the cutover goes: fixed once it has begun. */
  UNTIL_CUTOVER(
      phase ->
          switch (phase) {
            case Pending, Validating, AwaitingStart, Failed -> "free";
            case Preparing, FullSync, Streaming -> "live";
            case CuttingOver -> "refused";
            case Completed, Cancelling, Cancelled -> "–";
          }),

  /** The same, and what a retry of it goes by. */
  UNTIL_CUTOVER_AND_AFTER(
      phase ->
          switch (phase) {
            case Pending, Validating, AwaitingStart, Failed -> "free";
            case Preparing, FullSync, Streaming -> "live";
            case CuttingOver -> "refused";
            case Completed -> "with retry";
            case Cancelling, Cancelled -> "–";
          }),

  /** Acts on the running migration. */
  LIVE(
      phase ->
          switch (phase) {
            case Pending, Validating, AwaitingStart, Failed -> "free";
            case Preparing, FullSync, Streaming, CuttingOver, Cancelling -> "live";
            case Completed, Cancelled -> "–";
          }),

  /** Read by the next worker pod. */
  NEXT_POD(
      phase ->
          switch (phase) {
            case Pending, Validating, AwaitingStart, Failed -> "free";
            case Preparing, FullSync, Streaming, CuttingOver, Cancelling -> "next pod";
            case Completed, Cancelled -> "–";
          }),

  /** Read by the checks and on the way to the start. */
  BEFORE_START(
      phase ->
          switch (phase) {
            case Pending, Validating, AwaitingStart, Failed -> "free";
            default -> "–";
          }),

  /** Acts where {@code status.allowedActions} names it, and is passed over elsewhere. */
  COMMAND(phase -> "command");

  private final Function<Phase, String> effect;

  Editing(Function<Phase, String> effect) {
    this.effect = effect;
  }

  /** What an edit does in that phase; a dash: it is taken and has no effect. */
  public String in(Phase phase) {
    return effect.apply(phase);
  }

  public boolean refusedIn(Phase phase) {
    return in(phase).equals("refused");
  }
}
