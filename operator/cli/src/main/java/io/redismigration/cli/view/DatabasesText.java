package io.redismigration.cli.view;

import io.redismigration.migration.report.Human;
import java.util.Map;
import java.util.stream.Collectors;

/** In which databases keys differ, in one line. */
final class DatabasesText {
  private static final int MOST = 8;

  private DatabasesText() {}

  /** {@code 2 in database 0, 1 in database 3}; empty where no database is known. */
  static String of(Map<Integer, Long> differing) {
    String told =
        differing.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(MOST)
            .map(each -> Human.count(each.getValue()) + " in database " + each.getKey())
            .collect(Collectors.joining(", "));
    int more = differing.size() - MOST;
    return more <= 0
        ? told
        : told + " and more in " + Human.count(more, "other database", "other databases");
  }
}
