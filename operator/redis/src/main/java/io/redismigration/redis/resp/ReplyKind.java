package io.redismigration.redis.resp;

/** What the next reply, or element of a reply, is. */
public enum ReplyKind {
  /** {@code +text}. */
  STATUS,
  /** {@code -text}. */
  ERROR,
  /** {@code :number}. */
  INTEGER,
  /** {@code $length}, and that many bytes. */
  BULK,
  /** {@code $-1} or {@code *-1}. */
  NULL,
  /** {@code *count}, and that many replies. */
  ARRAY
}
