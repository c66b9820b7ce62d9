package io.redismigration.worker.preflight;

import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The commands that write, of those a server was sent since its statistics began: what its stream
 * may hold.
 */
final class WrittenCommands {
  private static final String STATISTIC = "cmdstat_";
  private static final int FLAGS = 2;

  private WrittenCommands() {}

  /** In alphabetical order; commands of modules left out, which the modules' check looks after. */
  static List<String> of(RedisControl server, ServerInfo statistics) {
    List<String> names =
        statistics.fields().keySet().stream()
            .filter(field -> field.startsWith(STATISTIC))
            .map(field -> field.substring(STATISTIC.length()).split("\\|")[0])
            .filter(name -> !name.contains("."))
            .distinct()
            .sorted()
            .toList();
    List<String> writing = new ArrayList<>();
    List<?> rows = rows(server, names);
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) instanceof List<?> row
          && row.size() > FLAGS
          && row.get(FLAGS) instanceof List<?> flags
          && flags.stream().anyMatch(flag -> "write".equals(String.valueOf(flag)))) {
        writing.add(names.get(i));
      }
    }
    return writing;
  }

  /** Those the server does not have under that name; none where it does not tell. */
  static List<String> unknownTo(RedisControl server, List<String> names) {
    List<String> unknown = new ArrayList<>();
    List<?> rows = rows(server, names);
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) == null || (rows.get(i) instanceof List<?> row && row.isEmpty())) {
        unknown.add(names.get(i).toLowerCase(Locale.ROOT));
      }
    }
    return unknown;
  }

  /** One row per name, or none at all. */
  private static List<?> rows(RedisControl server, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    List<String> call = new ArrayList<>(List.of("COMMAND", "INFO"));
    call.addAll(names);
    Object reply =
        ServerProbe.permitted(() -> server.call(call.toArray(String[]::new))).orElse(List.of());
    return reply instanceof List<?> rows && rows.size() == names.size() ? rows : List.of();
  }
}
