/**
 * The published definitions in a real API server: what it accepts, refuses, fills in and prints.
 * Start at {@link io.redismigration.api.server.Published}.
 */
package io.redismigration.api.server;
