/**
 * Tasks as objects: the planner's orders written, its workers' reports read. The operator writes a
 * Task's spec and nothing else of it.
 */
package io.redismigration.controller.task;
