package io.redismigration.engine.link;

import java.util.regex.Pattern;

/**
 * A place in the stream to go on from: a command boundary outside every transaction.
 *
 * @param replicationId the history: 40 hex digits
 * @param offset replication offset of the last byte confirmed, in bytes
 * @param database the database selected there; the source does not select it again
 */
public record ResumePoint(String replicationId, long offset, int database) {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{40}");

  public ResumePoint {
    if (!ID.matcher(replicationId).matches() || offset < 0 || database < 0) {
      throw new IllegalArgumentException(
          "no place to resume from: " + replicationId + " " + offset + " db " + database);
    }
  }
}
