package io.redismigration.worker;

/** Makes the worker that a task's type asks for. */
@FunctionalInterface
public interface Workers {
  Worker create(Orders orders, Reports reports);
}
