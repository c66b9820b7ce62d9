/**
 * A small RESP2 client, independent of the project's own, for tests to talk to servers with. Start
 * at {@link RespConnection}.
 */
package io.redismigration.testkit.client;
