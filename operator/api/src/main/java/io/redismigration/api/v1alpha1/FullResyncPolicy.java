package io.redismigration.api.v1alpha1;

/** What a forced full resync does once the target had caught up. */
public enum FullResyncPolicy {
  /** Fail, the target keeps its data. */
  Fail,

  /** Flush the mapped databases and copy again. */
  Flush
}
