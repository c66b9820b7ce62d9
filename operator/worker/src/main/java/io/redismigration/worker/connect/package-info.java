/**
 * From what a manifest names to a connection: addresses, secrets, certificates. Reads secrets when
 * a connection is made, never before, and keeps none. Start at {@link
 * io.redismigration.worker.connect.Connections}.
 */
package io.redismigration.worker.connect;
