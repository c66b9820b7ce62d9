package io.redismigration.engine.cutover;

/**
 * The two parameters that make a primary refuse writes, by version: {@code min-slaves-*} before
 * 5.0, {@code min-replicas-*} after (redis 5.0 config.c keeps both).
 *
 * @param toWrite number of replicas demanded
 * @param maxLag seconds since a replica's last acknowledgement
 */
public record MinReplicasNames(String toWrite, String maxLag) {
  public static final MinReplicasNames BEFORE_FIVE =
      new MinReplicasNames("min-slaves-to-write", "min-slaves-max-lag");
  public static final MinReplicasNames FROM_FIVE =
      new MinReplicasNames("min-replicas-to-write", "min-replicas-max-lag");
}
