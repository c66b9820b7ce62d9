package io.redismigration.migration.task;

/**
 * What an earlier worker of the same run reported last. A target whose checkpoint lies behind it
 * was rolled back or replaced: noticed, never continued silently.
 *
 * @param confirmedOffset last offset known to be in the target
 */
public record ResumePoint(String replicationId, long confirmedOffset) {}
