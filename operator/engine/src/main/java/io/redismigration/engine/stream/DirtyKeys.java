package io.redismigration.engine.stream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys whose value on the target is in doubt and has to be copied from the source again: a
 * command failed on them inside EXEC, found them missing where the source had them, or was applied
 * without its replies having been read.
 */
public final class DirtyKeys extends KeysByDatabase {

  /** Why a key became dirty. */
  public enum Cause {
    /** A command answered with an error inside EXEC, which does not roll back. */
    CommandFailed,
    /** A command that had an effect at the source had none on the target. */
    MissingOnTarget,
    /** The connection broke after EXEC: applied, but nobody read whether without error. */
    RepliesLost,
    /** The value has a form the target cannot be given from the stream. */
    NotRepresentable
  }

  private final Map<Cause, Long> counts = new TreeMap<>();
  private String lastError = "";

  /**
   * @param limitBytes the most that the keys of one database may take, in bytes
   */
  public DirtyKeys(int limitBytes) {
    super(limitBytes);
  }

  /** Marks a key. */
  public void mark(Cause cause, int database, ByteBuffer from, int position, int length) {
    add(database, from, position, length);
    count(cause);
  }

  /** Says that keys are dirty that cannot be named. */
  public void markUnknown(Cause cause) {
    overflow();
    count(cause);
  }

  /** Keeps the text of the last error that made a key dirty, without its arguments. */
  public synchronized void lastError(String text) {
    lastError = text;
  }

  public synchronized String lastError() {
    return lastError;
  }

  /** How many marks there were of each cause, repetitions included. */
  public synchronized Map<Cause, Long> counts() {
    return Map.copyOf(counts);
  }

  private synchronized void count(Cause cause) {
    counts.merge(cause, 1L, Long::sum);
  }
}
