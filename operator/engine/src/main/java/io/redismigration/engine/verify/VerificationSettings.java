package io.redismigration.engine.verify;

import java.time.Duration;

/**
 * How verification behaves.
 *
 * @param keysPerSecond keys compared per second in a full pass; 0 for as fast as both sides answer
 * @param tolerance what of a difference between times to live the clocks explain
 * @param idle pause between two rounds over what the stream touched
 * @param keySetBytes memory for names of keys that differ, per database
 */
public record VerificationSettings(
    int keysPerSecond, Duration tolerance, Duration idle, int keySetBytes) {

  /** As fast as possible, one second of tolerance, a round a second. */
  public static final VerificationSettings DEFAULT =
      new VerificationSettings(0, Duration.ofSeconds(1), Duration.ofSeconds(1), 64 << 20);
}
