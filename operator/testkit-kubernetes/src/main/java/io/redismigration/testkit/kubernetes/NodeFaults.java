package io.redismigration.testkit.kubernetes;

/** What may be done to the node of a cluster that is ours. Returns when it is done. */
interface NodeFaults {

  /** Kills, stops or starts a daemon. */
  void daemon(Daemon daemon, String verb);

  /** Sends a signal to every process of a container. */
  void signal(String containerId, String signal);
}
