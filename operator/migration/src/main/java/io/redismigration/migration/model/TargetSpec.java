package io.redismigration.migration.model;

/**
 * The target and what may be done to it.
 *
 * @param existingData default Reject
 * @param lock default Auto
 * @param flushConfirm command: the token from status that permits a flush; null: none given
 * @param foreignWrites default Warn
 */
public record TargetSpec(
    ConnectionSpec connection,
    ExistingData existingData,
    LockMode lock,
    String flushConfirm,
    ForeignWritePolicy foreignWrites) {

  public TargetSpec {
    existingData = Defaults.or(existingData, ExistingData.REJECT);
    lock = Defaults.or(lock, LockMode.AUTO);
    foreignWrites = Defaults.or(foreignWrites, ForeignWritePolicy.WARN);
  }
}
