/**
 * What happens next: a pure function from a stored migration, its tasks and the time to a new
 * status and a list of actions. Start at {@link io.redismigration.migration.plan.Planner}. Knows
 * {@code model}, {@code task} and the rules in {@code checks}, {@code ledger}, {@code guarantees}
 * and {@code cutover}; performs nothing.
 */
package io.redismigration.migration.plan;
