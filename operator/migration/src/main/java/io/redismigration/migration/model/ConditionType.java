package io.redismigration.migration.model;

/** The conditions of a migration; the last three are what kstatus reads. */
public enum ConditionType {
  VALIDATED,
  FULL_SYNC_COMPLETED,
  CAUGHT_UP,
  VERIFIED,
  CUTOVER_READY,
  SWITCHED_OVER,
  PARAMETERS_RESTORED,
  SUCCEEDED,
  READY,
  RECONCILING,
  STALLED
}
