package io.redismigration.engine.cutover;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The comparison of both sides that is made while the source stands still. */
public interface EqualityProof {

  /**
   * What was found.
   *
   * @param compared keys compared
   * @param differing keys that differ in existence, value, type or TTL; {@link #UNKNOWN}: it could
   *     not be told
   * @param message one sentence for people
   */
  record Finding(long compared, long differing, String message) {
    /** The comparison did not come to its end. */
    public static final long UNKNOWN = -1;

    /** Neither equal nor different. */
    public static Finding unknown(String why) {
      return new Finding(0, UNKNOWN, why);
    }

    public boolean equal() {
      return differing == 0;
    }
  }

  /**
   * Makes the comparison to come as short as it can be, while both sides are still in use; what is
   * wrong is left for {@link #prove} to say.
   *
   * @param atMost how long that may take
   * @param wanted whether the cutover is still wanted
   */
  default void approach(Duration atMost, BooleanSupplier wanted) throws InterruptedException {}

  /** Compares what may have changed since the last full pass; both sides stand still meanwhile. */
  Finding prove(Duration atMost);

  /**
   * The same; may end early, with a finding that proves nothing, when nobody wants it any more.
   *
   * @param wanted asked now and then
   */
  default Finding prove(Duration atMost, BooleanSupplier wanted) {
    return prove(atMost);
  }
}
