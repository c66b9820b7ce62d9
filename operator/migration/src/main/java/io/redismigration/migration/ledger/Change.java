package io.redismigration.migration.ledger;

/**
 * A parameter to set.
 *
 * @param original as found
 * @param value to set; equal to {@code original} means that nothing is to be done
 * @param reason why it differs from what the spec asks for; null: it does not
 */
public record Change(String parameter, String original, String value, String reason) {

  /** Whether the server has to be told. */
  public boolean needed() {
    return !original.equals(value);
  }
}
