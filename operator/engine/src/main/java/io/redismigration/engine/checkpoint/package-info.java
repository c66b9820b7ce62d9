/**
 * What the target itself remembers of a migration: one reserved key that is claim, epoch and
 * position in one. Knows the key's text and how to read, raise and remove it; what is applied
 * between two checkpoints is the business of {@code stream} and {@code snapshot}. Start at {@link
 * io.redismigration.engine.checkpoint.Checkpoint}.
 */
package io.redismigration.engine.checkpoint;
