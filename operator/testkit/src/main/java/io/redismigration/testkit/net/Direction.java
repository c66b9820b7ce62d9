package io.redismigration.testkit.net;

/** Which way bytes go through a proxy. */
public enum Direction {
  /** From whom connected to the proxy, to whom the proxy stands for. */
  TO_SERVER,
  /** The way back. */
  TO_CLIENT
}
