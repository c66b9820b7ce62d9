package io.redismigration.migration.checks;

import java.util.List;

/**
 * What a cluster shows of the object behind an endpoint.
 *
 * @param found whether it is there
 * @param notReady what keeps it from being running and ready; null: nothing does
 * @param addresses that lead to it: its pods', and those of Services in front of them
 */
public record InstanceFacts(boolean found, String notReady, List<String> addresses) {

  public InstanceFacts {
    addresses = List.copyOf(addresses);
  }

  /** There is no such object. */
  public static InstanceFacts absent() {
    return new InstanceFacts(false, null, List.of());
  }
}
