package io.redismigration.api.v1alpha1;

/** When a validated migration starts. */
public enum StartMode {
  /** As soon as it is validated. */
  Immediate,

  /** When the user says so. */
  Manual,

  /** At a given time. */
  Scheduled
}
