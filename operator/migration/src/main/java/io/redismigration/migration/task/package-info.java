/**
 * One unit of work for one worker: the order ({@link io.redismigration.migration.task.TaskSpec},
 * written by the planner's driver alone) and what the worker reports ({@link
 * io.redismigration.migration.task.TaskStatus}, written by the worker alone). Same rules for
 * records as in {@code model}; knows {@code model} and nothing else.
 */
package io.redismigration.migration.task;
