package io.redismigration.controller;

import java.time.Duration;

/**
 * How the leader among several replicas is found.
 *
 * @param lease how long a leader that says nothing more is still the leader
 * @param renew how long a leader tries to renew before it gives up
 * @param retry between two tries
 * @param exit end the process when leadership is lost, so that no turn goes on
 */
public record Leadership(Duration lease, Duration renew, Duration retry, boolean exit) {

  /** For production: the usual times of Kubernetes' own controllers. */
  public static Leadership standard() {
    return new Leadership(
        Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2), true);
  }
}
