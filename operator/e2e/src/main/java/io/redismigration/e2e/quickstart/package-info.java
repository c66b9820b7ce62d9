/**
 * The stage of {@code examples/quickstart}: two servers, data, a writer that does not stop, and an
 * oracle. Knows the migration by its printed status alone. Start at {@link
 * io.redismigration.e2e.quickstart.Quickstart}.
 */
package io.redismigration.e2e.quickstart;
