/**
 * One shard's replication as a whole: claims the target, drives link, snapshot and stream, follows
 * lag and counts, and offers the worker a few verbs (prepare, start, cut over, stop). The only
 * package that knows all others. Start at {@link io.redismigration.engine.run.Replication}.
 */
package io.redismigration.engine.run;
