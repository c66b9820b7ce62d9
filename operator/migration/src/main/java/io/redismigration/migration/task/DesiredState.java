package io.redismigration.migration.task;

/**
 * How far a worker shall go. Reaching it, the worker stays there until told otherwise. A Switch
 * task looks whether it could with {@code PREPARE}, repoints with {@code RUN}, and with {@code
 * DETACH} only watches.
 */
public enum DesiredState {
  /** Ledger, parameters, claim, lock; then Prepared. Preflight and Restore do all their work. */
  PREPARE,
  /** Full sync and stream. With a cutover order: also open what the cutover needs; then Armed. */
  RUN,
  /** Fence, drain, seal; with one shard decide too. Needs a cutover order. */
  FREEZE,
  /** After the commit: close the link, restore, remove claim and checkpoint; then Detached. */
  DETACH,
  /** Stop wherever it is: lift a fence not committed, restore, unlock; then Stopped. */
  STOP
}
