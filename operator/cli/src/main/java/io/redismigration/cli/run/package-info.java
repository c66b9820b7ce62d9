/**
 * The planner's driver on one machine: observe, plan, keep, act. Start at {@link
 * io.redismigration.cli.run.LocalDriver}. Decides nothing itself; prints nothing.
 */
package io.redismigration.cli.run;
