/**
 * Whole cutovers without servers and without time passing: the real planner, and everything it has
 * to do with simulated after the worker's and the controller's own rules, under a scheduler that is
 * nothing but a seed. Start at {@link
 * io.redismigration.migration.simulation.CutoverSimulationTest}; {@link
 * io.redismigration.migration.simulation.World} is what happens, {@link
 * io.redismigration.migration.simulation.Invariants} what must never.
 *
 * <p>What no protocol of ours can hold is not done to it: a source is not failed over between the
 * last look at it and the commit, nor after; a target does not lose what it has committed; a worker
 * that was given up works on for no longer than the pause before the next cutover, and does not
 * touch the source once another has taken over.
 */
package io.redismigration.migration.simulation;
