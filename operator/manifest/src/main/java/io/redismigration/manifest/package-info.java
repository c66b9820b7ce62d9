/**
 * Between the API's types and the planner's records, both ways: a spec that was written becomes
 * what the planner is told ({@link io.redismigration.manifest.SpecMapper}), the planner's status
 * what people read ({@link io.redismigration.manifest.StatusMapper}), and any of the planner's
 * records JSON that survives releases ({@link io.redismigration.manifest.PlannerJson}). Pure
 * functions: reads no file, talks to nobody, decides nothing.
 */
package io.redismigration.manifest;
