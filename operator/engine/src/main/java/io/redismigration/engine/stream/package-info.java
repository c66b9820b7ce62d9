/**
 * The stream's way from the spool into the ordered lane: cut into commands, rewritten so that they
 * can be replayed on a primary, gathered into batches that end with a checkpoint. Knows what
 * commands mean; not where the bytes come from (see {@code link} and {@code spool}) nor how a batch
 * is delivered (see {@code lane}). Start at {@link io.redismigration.engine.stream.StreamApplier};
 * the rules are in {@link io.redismigration.engine.stream.RuleTable}.
 */
package io.redismigration.engine.stream;
