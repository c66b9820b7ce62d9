package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.redismigration.migration.model.Author;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who wrote the commands of a migration: the field managers that the API server keeps in {@code
 * metadata.managedFields}. It knows tools, not people: a person is the manager {@code kubectl-edit}
 * or what {@code --field-manager} says; who it was stands in the API server's audit log.
 */
final class Authors {
  private static final List<String> COMMANDS =
      List.of(
          "spec.suspend",
          "spec.cancel",
          "spec.cutover.confirm",
          "spec.cutover.mode",
          "spec.target.flushConfirm",
          "spec.requests.start",
          "spec.requests.validate",
          "spec.requests.retry",
          "spec.requests.verify",
          "spec.requests.repair",
          "spec.requests.dryRun",
          "spec.requests.rehearse");

  private Authors() {}

  /** The latest manager of each command that has one, by the command's path. */
  static Map<String, Author> of(ObjectMeta metadata) {
    Map<String, Author> authors = new TreeMap<>();
    for (String field : COMMANDS) {
      for (ManagedFieldsEntry entry : metadata.getManagedFields()) {
        if (entry.getManager() != null && manages(entry, field)) {
          Author author = new Author(entry.getManager(), moment(entry.getTime()));
          authors.merge(field, author, Authors::later);
        }
      }
    }
    return authors;
  }

  /** Fields are keys {@code f:name}, one inside the other (FieldsV1). */
  private static boolean manages(ManagedFieldsEntry entry, String field) {
    Object fields =
        entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
    for (String name : field.split("\\.")) {
      if (!(fields instanceof Map<?, ?> known) || !known.containsKey("f:" + name)) {
        return false;
      }
      fields = known.get("f:" + name);
    }
    return true;
  }

  private static Author later(Author one, Author other) {
    boolean newer = one.at() == null || other.at() != null && other.at().isAfter(one.at());
    return newer ? other : one;
  }

  private static Instant moment(String time) {
    try {
      return time == null ? null : Instant.parse(time);
    } catch (DateTimeParseException unknown) {
      return null;
    }
  }
}
