/**
 * DUMP payloads: building them from slices, verifying and parsing them, and deciding in which form
 * a value can be restored into a given target. Sends nothing. Start at {@link RestoreForm} and
 * {@link DumpPayload}.
 */
package io.redismigration.redis.dump;
