package io.redismigration.api.v1alpha1;

/** Who gives the word to cut over. */
public enum CutoverMode {
  /** The user, with the token in status. */
  Manual,

  /** As soon as nothing blocks it. */
  Automatic,

  /** In a window that opens at a given time. */
  Scheduled
}
