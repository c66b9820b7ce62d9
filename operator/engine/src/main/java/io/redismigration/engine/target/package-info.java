/**
 * What every writer to the target shares: how to connect, what its errors mean, how fast to go.
 * Knows no batch and no snapshot.
 */
package io.redismigration.engine.target;
