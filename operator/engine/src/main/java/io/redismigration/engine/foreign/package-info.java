/**
 * Who else writes to the target. Only looks; what follows from it is decided elsewhere. Start at
 * {@link io.redismigration.engine.foreign.ForeignWriteWatch}.
 */
package io.redismigration.engine.foreign;
