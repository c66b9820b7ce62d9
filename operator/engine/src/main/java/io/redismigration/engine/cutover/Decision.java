package io.redismigration.engine.cutover;

/**
 * The one record that says that the target is the primary copy from now on: first writer wins,
 * nobody undoes.
 */
public interface Decision {

  /**
   * Records the commit on the target and waits for the target's replicas. May be repeated.
   *
   * @throws io.redismigration.engine.EngineException when it is not known to be recorded: it may be
   */
  void commit();
}
