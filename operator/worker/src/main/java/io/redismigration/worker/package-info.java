/**
 * Carries out tasks: an order in, replication runs, reports out. Start at {@link
 * io.redismigration.worker.TaskHost}, the seam between a driver and the workers on this machine.
 * Decides nothing about the migration as a whole.
 */
package io.redismigration.worker;
