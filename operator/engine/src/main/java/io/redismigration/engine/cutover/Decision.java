package io.redismigration.engine.cutover;

/**
 * The one record that says that the target is the primary copy from now on: first writer wins,
 * nobody undoes.
 */
public interface Decision {

  /**
   * Records the commit on the target and waits for the target's replicas. An answer that is lost is
   * read back until it is known.
   *
   * @throws io.redismigration.engine.EngineException when the commit was certainly not recorded
   */
  void commit();
}
