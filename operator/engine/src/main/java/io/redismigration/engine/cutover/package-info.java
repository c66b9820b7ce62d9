/**
 * The switch of one shard: fence the source, drain the stream, prove equality, decide once, and
 * make the fence last. The order of steps and what undoes each is in {@link
 * io.redismigration.engine.cutover.Cutover}; when a cutover may begin is decided elsewhere.
 */
package io.redismigration.engine.cutover;
