package io.redismigration.engine.verify;

/** What the comparison of one key says. */
public enum Verdict {
  /** The same on both sides. */
  EQUAL,
  /** On the source only. */
  MISSING,
  /** On the target only. */
  EXTRA,
  /** Of different types. */
  TYPE,
  /** Of the same type, with different content. */
  VALUE,
  /** With different times to live, or only one of them with one; also of fields of a hash. */
  TTL,
  /** Too large to be read in one piece: not decided yet. */
  LARGE
}
