package io.redismigration.engine.verify;

import java.time.Duration;

/**
 * How verification behaves.
 *
 * @param tolerance what of a difference between times to live the clocks explain
 * @param idle pause between two rounds over what the stream touched
 * @param keySetBytes memory for names of keys that differ, per database
 */
public record VerificationSettings(Duration tolerance, Duration idle, int keySetBytes) {

  /** One second of tolerance, a round a second. */
  public static final VerificationSettings DEFAULT =
      new VerificationSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), 64 << 20);
}
