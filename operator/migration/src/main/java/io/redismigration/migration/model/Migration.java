package io.redismigration.migration.model;

import java.util.List;
import java.util.Map;

/**
 * A migration as it is stored: who it is, what is wanted, where it stands.
 *
 * @param name the task's name; prefix of its tasks' names
 * @param uid never used twice, also not for a migration of the same name; the run id on the servers
 * @param generation rises with each change of the spec
 * @param deleting the user has deleted it; it goes once it has ended
 * @param authors who wrote a field of the spec, by its path, such as {@code spec.cutover.confirm};
 *     what has no entry was written by whoever wrote the part it belongs to
 */
public record Migration(
    String name,
    String uid,
    long generation,
    boolean deleting,
    MigrationSpec spec,
    MigrationStatus status,
    Map<String, Author> authors) {

  public Migration {
    authors = Defaults.map(authors);
  }

  /** Of whose manifest nobody knows who wrote it. */
  public Migration(
      String name,
      String uid,
      long generation,
      boolean deleting,
      MigrationSpec spec,
      MigrationStatus status) {
    this(name, uid, generation, deleting, spec, status, null);
  }

  /** The same migration with another status. */
  public Migration with(MigrationStatus next) {
    return new Migration(name, uid, generation, deleting, spec, next, authors);
  }

  /** Where the source is: as frozen, once it began, since a later edit is refused. */
  public List<Endpoint> sourceInUse() {
    List<Endpoint> frozen = status.observed().source();
    return frozen.isEmpty() ? spec.source().endpoints() : frozen;
  }

  /** Where the target is: as frozen, once it began, since a later edit is refused. */
  public List<Endpoint> targetInUse() {
    List<Endpoint> frozen = status.observed().target();
    return frozen.isEmpty() ? spec.target().connection().endpoints() : frozen;
  }

  /** Who wrote that field of the manifest; null: unknown. */
  public Author author(String field) {
    for (String path = field; ; path = path.substring(0, path.lastIndexOf('.'))) {
      Author author = authors.get(path);
      if (author != null || path.lastIndexOf('.') < 0) {
        return author;
      }
    }
  }
}
