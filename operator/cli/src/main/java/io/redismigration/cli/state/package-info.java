/**
 * What a run leaves on disk: its state, the commands users left for it, the ledger of what it
 * changes, the lock that excludes a second run. Every file is replaced whole and atomically. Start
 * at {@link io.redismigration.cli.state.StateDirectory}. Decides nothing; holds no secret.
 */
package io.redismigration.cli.state;
