/**
 * The connections that write to the target: batches of encoded commands in, every reply read and
 * checked, lost connections and refusing targets got over. Knows commands, not snapshots or
 * streams.
 */
package io.redismigration.engine.lane;
