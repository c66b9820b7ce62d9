/**
 * Who uses the source: a look at its list of clients now and then. Only looks; nothing depends on
 * it. Start at {@link io.redismigration.worker.clients.ClientWatch}.
 */
package io.redismigration.worker.clients;
