/**
 * When keys may expire on the target: only the source decides that a key expired, so until the
 * drain no key's time on the target is shorter than the source's plus a hold. Pure arithmetic on
 * milliseconds; knows no connection and no thread. Start at {@link
 * io.redismigration.engine.ttl.TtlPolicy}.
 */
package io.redismigration.engine.ttl;
