package io.redismigration.migration.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the comparison of both sides found. Keys are counted on whichever side they are.
 *
 * @param round counts full passes, and passes asked for by the user; 0: none yet
 * @param coveredOffset offset of the source up to which the verdict holds, later changes being in
 *     the dirty set; null: no pass has ended
 * @param missing only on the source
 * @param extra only on the target
 * @param value same type, other value
 * @param type other type
 * @param ttl same value, other time to live
 * @param dirtyKeys keys to be compared again at the fence
 * @param dirtyOverflow the dirty set was full: a new pass is needed before a cutover
 * @param duration of the last pass; null: none has ended
 * @param foreign others' writes to the target; null: none was seen
 * @param message why it failed, what it waits for, or what the last repair did; null: nothing is to
 *     be said
 * @param samples some of the differing keys, at most 20
 * @param pass the pass the figures speak of; null: none has begun
 * @param atFence what is left to be copied under the fence; null: nothing
 * @param differingByDatabase keys that differ, of each database of the source that has such keys
 */
public record VerificationProgress(
    State state,
    int round,
    Long coveredOffset,
    long keysCompared,
    long missing,
    long extra,
    long value,
    long type,
    long ttl,
    long dirtyKeys,
    boolean dirtyOverflow,
    Duration duration,
    ForeignWrites foreign,
    String message,
    List<DifferingKey> samples,
    VerificationPass pass,
    FenceWork atFence,
    Map<Integer, Long> differingByDatabase) {
  /** How the comparison stands. */
  public enum State {
    OFF,
    PENDING,
    RUNNING,
    /** Every key was equal, or was made equal and proven so. */
    PASSED,
    /** There are differences. */
    DIFFERENT,
    /** Ended by an error; the message says which. */
    FAILED
  }

  /** Without anything to say. */
  public VerificationProgress(
      State state,
      int round,
      Long coveredOffset,
      long keysCompared,
      long missing,
      long extra,
      long value,
      long type,
      long ttl,
      long dirtyKeys,
      boolean dirtyOverflow,
      Duration duration) {
    this(
        state,
        round,
        coveredOffset,
        keysCompared,
        missing,
        extra,
        value,
        type,
        ttl,
        dirtyKeys,
        dirtyOverflow,
        duration,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The same, and what else there is to say. */
  public VerificationProgress with(ForeignWrites writes, String text) {
    return with(writes, text, samples, pass, atFence, differingByDatabase);
  }

  /** The same, and what it says in detail. */
  public VerificationProgress with(
      List<DifferingKey> keys, VerificationPass detail, FenceWork left) {
    return with(foreign, message, keys, detail, left, differingByDatabase);
  }

  /** The same, and in which databases keys differ. */
  public VerificationProgress with(Map<Integer, Long> databases) {
    return with(foreign, message, samples, pass, atFence, databases);
  }

  private VerificationProgress with(
      ForeignWrites writes,
      String text,
      List<DifferingKey> keys,
      VerificationPass detail,
      FenceWork left,
      Map<Integer, Long> databases) {
    return new VerificationProgress(
        state,
        round,
        coveredOffset,
        keysCompared,
        missing,
        extra,
        value,
        type,
        ttl,
        dirtyKeys,
        dirtyOverflow,
        duration,
        writes,
        text,
        keys,
        detail,
        left,
        databases);
  }

  /** Whether a key may have been changed by somebody else after it was compared. */
  public boolean outdated() {
    return foreign != null && foreign.sincePass();
  }

  public VerificationProgress {
    state = Defaults.or(state, State.PENDING);
    samples = Defaults.list(samples);
    differingByDatabase = Defaults.map(differingByDatabase);
  }

  /** Not begun. */
  public static VerificationProgress none(State state) {
    return new VerificationProgress(state, 0, null, 0, 0, 0, 0, 0, 0, 0, false, null);
  }

  /** How long comparing every key takes; null: unknown. */
  public Duration everyKey() {
    return pass == null ? null : pass.everyKey();
  }

  /**
   * How long what is compared and copied under the fence closes the source, but for what changes
   * meanwhile.
   *
   * @return null: unknown
   */
  public Duration outage(VerificationSpec wanted) {
    Duration copying = atFence == null ? Duration.ZERO : atFence.takes();
    if (wanted.atFence() != VerificationSpec.AtFence.FULL) {
      return copying;
    }
    return everyKey() == null ? null : copying.plus(everyKey());
  }

  /** Of those databases in which keys differ the ones with most of them, by number. */
  public Map<Integer, Long> mostDiffering(int databases) {
    Map<Integer, Long> most = new TreeMap<>();
    differingByDatabase.entrySet().stream()
        .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
        .limit(databases)
        .forEach(each -> most.put(each.getKey(), each.getValue()));
    return most;
  }

  /** Keys that differ, in whatever way. */
  public long differences() {
    return missing + extra + value + type + ttl;
  }
}
