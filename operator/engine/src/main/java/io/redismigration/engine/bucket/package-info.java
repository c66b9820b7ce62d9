/**
 * The whole of a data set as constant memory: each key of a snapshot is digested and added to the
 * sum of its bucket, so that two snapshots of one offset hold the same where all sums are the same,
 * and where they are not it is known which few keys to look at. Knows how to take both snapshots
 * while the stream stands still; what differs in a bucket is for {@code verify} to find out. Start
 * at {@link io.redismigration.engine.bucket.TwoSnapshots}.
 */
package io.redismigration.engine.bucket;
