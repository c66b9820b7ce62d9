package io.redismigration.migration.task;

/** What kind of work it is. */
public enum TaskType {
  /** Looks at both sides, evaluates every check, changes nothing. */
  PREFLIGHT,
  /** One source shard from its preparation to its detachment. */
  REPLICATE,
  /** Compares both sides apart from a Replicate task. */
  VERIFY,
  /** Puts parameters back for a worker that cannot any more. */
  RESTORE,
  /** Repoints clients at the target. */
  SWITCH
}
