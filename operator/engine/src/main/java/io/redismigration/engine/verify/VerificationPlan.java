package io.redismigration.engine.verify;

/**
 * What is compared while both sides are live; may change at any time.
 *
 * @param mode what a pass compares
 * @param sampleKeys keys a sample has, in all databases; 0: 10,000 or one in a hundred, whichever
 *     is more
 * @param keysPerSecond keys a pass compares per second; 0: as fast as both sides answer and the
 *     stream permits
 * @param method how every key is compared; of no meaning in other modes
 * @param bytesPerSecond how fast the snapshot of either side is read; 0: as fast as it comes
 */
public record VerificationPlan(
    Mode mode, long sampleKeys, long keysPerSecond, Method method, long bytesPerSecond) {
  /** Every key, as fast as possible. */
  public static final VerificationPlan FULL = new VerificationPlan(Mode.FULL, 0, 0);

  private static final long LARGEST_SAMPLE = 1_000_000;
  private static final long SMALLEST_DEFAULT = 10_000;
  private static final long ONE_IN = 100;
  private static final long LEAST_OF_A_DATABASE = 100;

  /** What a pass compares. */
  public enum Mode {
    /** Every key, both ways. */
    FULL,
    /** Keys drawn at random on both sides. */
    SAMPLE,
    /** Numbers of keys. */
    COUNTS,
    /** Nothing; keys the stream says are in doubt are remembered all the same. */
    OFF
  }

  /** How a pass over every key comes by them. */
  public enum Method {
    /** Each is read from both sides. */
    COMMANDS,
    /** From a snapshot of either side; what differs there is read then. */
    SNAPSHOTS
  }

  /** By commands. */
  public VerificationPlan(Mode mode, long sampleKeys, long keysPerSecond) {
    this(mode, sampleKeys, keysPerSecond, Method.COMMANDS, 0);
  }

  /** Whether a pass of the other plan says the same. */
  boolean comparesLike(VerificationPlan other) {
    return mode == other.mode && (mode != Mode.SAMPLE || sampleKeys == other.sampleKeys);
  }

  /** Whether a pass begins with snapshots. */
  boolean takesSnapshots() {
    return mode == Mode.FULL && method == Method.SNAPSHOTS;
  }

  /** How many keys of that many a pass compares. */
  long share(long total) {
    return switch (mode) {
      case FULL -> total;
      case SAMPLE -> Math.min(total, sample(total));
      case COUNTS, OFF -> 0;
    };
  }

  private long sample(long total) {
    long wanted = sampleKeys > 0 ? sampleKeys : Math.max(SMALLEST_DEFAULT, total / ONE_IN);
    return Math.min(wanted, LARGEST_SAMPLE);
  }

  /** The same of one database, so that a small one is not passed over. */
  long shareOf(long keys, long total) {
    if (mode != Mode.SAMPLE) {
      return share(keys);
    }
    long fair = (long) Math.ceil((double) share(total) * keys / Math.max(1, total));
    return Math.min(keys, Math.max(LEAST_OF_A_DATABASE, fair));
  }
}
