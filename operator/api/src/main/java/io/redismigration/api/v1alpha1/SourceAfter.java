package io.redismigration.api.v1alpha1;

/** What becomes of the source after the cutover. */
public enum SourceAfter {
  /** It stays closed to writers until the user opens it. */
  ReadOnly,

  /** It accepts writes again. */
  Release
}
