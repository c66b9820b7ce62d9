package io.redismigration.controller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Names by which the operator's objects are known: labels, annotations, finalizer. */
public final class Marks {
  /** Holds a migration, its tasks and their rights until the source is as it was. */
  public static final String FINALIZER = "redismigration.io/restore";

  /** On a migration that is being deleted, with value {@code true}: let go without restoring. */
  public static final String ABANDON = "redismigration.io/abandon";

  /** On pods: the epoch they were started for. */
  public static final String EPOCH = "redismigration.io/epoch";

  /** Who writes, as field manager, lease holder's lock and reporting controller. */
  public static final String OPERATOR = "redis-migration-operator";

  /** Label of everything the operator creates. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Label, and annotation with the whole name: the migration. */
  public static final String MIGRATION = "redismigration.io/migration";

  /** Label, and annotation with the whole name: the task. */
  public static final String TASK = "redismigration.io/task";

  /** Label of reports, with the phase they tell of. */
  public static final String REPORT = "redismigration.io/report";

  private static final int LONGEST_LABEL = 63;
  private static final int DIGEST = 10;

  private Marks() {}

  /** The selector of everything the operator creates. */
  public static Map<String, String> ours() {
    return Map.of(MANAGED_BY, OPERATOR);
  }

  /** Labels of a task and of what belongs to it. */
  public static Map<String, String> labels(String migration, String task) {
    return Map.of(MANAGED_BY, OPERATOR, MIGRATION, label(migration), TASK, label(task));
  }

  /** Annotations that say in full what labels may have shortened. */
  public static Map<String, String> annotations(String migration, String task) {
    return Map.of(MIGRATION, migration, TASK, task);
  }

  /** The name as a label's value: itself, or its beginning and a digest if it is too long. */
  public static String label(String name) {
    return name.length() <= LONGEST_LABEL
        ? name
        : name.substring(0, LONGEST_LABEL - DIGEST - 1) + "-" + digest(name);
  }

  /** Ten hexadecimal digits that name the text. */
  public static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
