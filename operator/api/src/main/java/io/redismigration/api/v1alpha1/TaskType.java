package io.redismigration.api.v1alpha1;

/** What kind of work a task is. */
public enum TaskType {
  /** Looks at both sides, evaluates every check, changes nothing. */
  Preflight,

  /** One source shard from its preparation to its detachment. */
  Replicate,

  /** Compares both sides apart from a Replicate task. */
  Verify,

  /** Repoints clients at the target. */
  Switch,

  /** Puts parameters back for a worker that cannot any more. */
  Restore
}
