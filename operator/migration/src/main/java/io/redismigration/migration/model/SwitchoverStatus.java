package io.redismigration.migration.model;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far the clients' objects are repointed.
 *
 * @param spec as it was when the cutover began; what is edited later does not count
 * @param round names the task; each preparation, and each repetition, is one
 * @param epoch of the task's worker: a lost one costs an epoch of its own, not one of the workers
 *     that move data
 * @param since when the present state began
 * @param switchedAt when everything led to the target first; null: it never has
 * @param message what is waited for, or went wrong; empty: nothing to add
 */
public record SwitchoverStatus(
    SwitchoverSpec spec,
    int round,
    long epoch,
    State state,
    Instant since,
    Instant switchedAt,
    String message,
    List<SwitchedObject> objects) {

  /** How far it is. */
  public enum State {
    /** Before the commit: looked whether it will be possible. */
    PREPARING,
    /** After the commit: under way. */
    SWITCHING,
    /** Everything leads to the target; it is watched that it stays so. */
    SWITCHED,
    /** Something was led elsewhere since. */
    REVERTED,
    /** Everything led to the target until nobody watched any more. */
    DONE,
    /** It could not be done in time, and is the user's to do or to ask for again. */
    FAILED
  }

  public SwitchoverStatus {
    message = Defaults.or(message, "");
    objects = Defaults.list(objects);
  }

  /** A round that nobody works on yet. */
  public static SwitchoverStatus begin(SwitchoverSpec spec, int round, State state, Instant now) {
    return new SwitchoverStatus(
        spec,
        round,
        1,
        state,
        now,
        null,
        null,
        spec.objects().stream().map(SwitchedObject::unknown).toList());
  }

  /** The same in another state; its time is kept if the state is. */
  public SwitchoverStatus to(State next, String why, Instant now) {
    return new SwitchoverStatus(
        spec,
        round,
        epoch,
        next,
        next == state ? since : now,
        next == State.SWITCHED && switchedAt == null ? now : switchedAt,
        why,
        objects);
  }

  /** The same with what its worker found. */
  public SwitchoverStatus seeing(List<SwitchedObject> found) {
    return new SwitchoverStatus(spec, round, epoch, state, since, switchedAt, message, found);
  }

  /** For another worker. */
  public SwitchoverStatus nextEpoch() {
    return new SwitchoverStatus(spec, round, epoch + 1, state, since, switchedAt, message, objects);
  }

  /** Whether a worker is wanted. */
  public boolean active() {
    return state != State.DONE && state != State.FAILED;
  }

  /** The objects in that state and what is to be said of them. */
  public String told(SwitchedObject.State wanted) {
    return objects.stream()
        .filter(object -> object.state() == wanted)
        .map(
            object ->
                object.message() == null
                    ? object.ref().toString()
                    : object.ref() + ": " + object.message())
        .collect(Collectors.joining("; "));
  }
}
