package io.redismigration.migration.model;

/**
 * A promise and whether it holds here.
 *
 * @param reason why it is weakened or unknown; empty when held
 */
public record Guarantee(Promise promise, Strength strength, String reason) {
  /** How far a promise can be trusted. */
  public enum Strength {
    HELD,
    WEAKENED,
    UNKNOWN
  }
}
