/**
 * Observe, plan, store, act: the driver of the planner in a cluster. Start at {@link
 * io.redismigration.controller.reconcile.MigrationReconciler}. What is decided here is only what
 * the planner cannot know: pods, and when a status is worth a write.
 */
package io.redismigration.controller.reconcile;
