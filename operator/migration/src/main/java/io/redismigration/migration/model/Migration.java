package io.redismigration.migration.model;

/**
 * A migration as it is stored: who it is, what is wanted, where it stands.
 *
 * @param name the task's name; prefix of its tasks' names
 * @param uid never used twice, also not for a migration of the same name; the run id on the servers
 * @param generation rises with each change of the spec
 * @param deleting the user has deleted it; it goes once it has ended
 */
public record Migration(
    String name,
    String uid,
    long generation,
    boolean deleting,
    MigrationSpec spec,
    MigrationStatus status) {

  /** The same migration with another status. */
  public Migration with(MigrationStatus next) {
    return new Migration(name, uid, generation, deleting, spec, next);
  }
}
