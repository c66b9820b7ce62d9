package io.redismigration.api.v1alpha1;

/** Whether a promise holds for this run. */
public enum GuaranteeState {
  /** It holds. */
  Held,

  /** It holds with the restriction given in the reason. */
  Weakened,

  /** It could not be found out yet. */
  Unknown
}
