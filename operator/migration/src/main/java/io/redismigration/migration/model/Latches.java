package io.redismigration.migration.model;

import java.util.Map;

/**
 * Commands already seen: what a manifest still says is not acted on again, and what it no longer
 * says is not forgotten.
 *
 * @param confirmedToken last confirmation that was accepted; null: none
 * @param requests last nonce acted on, by request
 */
public record Latches(
    boolean suspended, boolean cancelled, String confirmedToken, Map<Request, String> requests) {

  public Latches {
    requests = Defaults.map(requests);
  }

  /** Nothing seen. */
  public static Latches none() {
    return new Latches(false, false, null, null);
  }
}
