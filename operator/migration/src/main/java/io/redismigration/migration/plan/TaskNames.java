package io.redismigration.migration.plan;

/** Names of tasks: deterministic, so that creating one twice creates one. */
final class TaskNames {
  private TaskNames() {}

  static String preflight(String migration, int validation) {
    return "%s-preflight-%d".formatted(migration, validation);
  }

  static String replicate(String migration, String shard, int attempt) {
    return "%s-replicate-%s-%d".formatted(migration, shard, attempt);
  }

  /** One that also gives up the claim is another task than one that keeps it. */
  static String restore(String migration, int attempt, boolean keepClaim) {
    return "%s-%s-%d".formatted(migration, keepClaim ? "restore" : "release", attempt);
  }

  static String switchOver(String migration, int attempt, int round) {
    return "%s-switch-%d-%d".formatted(migration, attempt, round);
  }
}
