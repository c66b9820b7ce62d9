/**
 * The queue between the link and the applier: bytes in the order they came, in memory while they
 * fit, on disk when the target is slower than the source. Knows nothing of what the bytes mean.
 * Start at {@link io.redismigration.engine.spool.Spool}.
 */
package io.redismigration.engine.spool;
