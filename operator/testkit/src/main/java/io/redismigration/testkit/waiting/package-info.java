/** Waiting for conditions in tests, with a limit. Start at {@link Waiting}. */
package io.redismigration.testkit.waiting;
