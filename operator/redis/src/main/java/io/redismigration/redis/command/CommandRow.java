package io.redismigration.redis.command;

import io.redismigration.redis.server.ServerVersion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One line of the resource {@code commands.tsv}; its header says what the columns are. */
record CommandRow(
    String name,
    int arity,
    Set<CommandFlag> flags,
    List<KeySpec> keys,
    Optional<ServerVersion> sinceRedis,
    Optional<ServerVersion> sinceValkey) {

  private static final Map<String, CommandFlag> FLAGS =
      Arrays.stream(CommandFlag.values())
          .collect(
              Collectors.toMap(flag -> flag.name().toLowerCase(Locale.ROOT), Function.identity()));

  static CommandRow parse(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 6) {
      throw new IllegalArgumentException("not six columns: '" + line + "'");
    }
    Set<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
    for (String flag : columns[2].split(",")) {
      if (FLAGS.containsKey(flag)) {
        flags.add(FLAGS.get(flag));
      }
    }
    List<KeySpec> keys =
        columns[3].equals("-")
            ? List.of()
            : Arrays.stream(columns[3].split(";")).map(KeySpec::parse).toList();
    return new CommandRow(
        columns[0].toUpperCase(Locale.ROOT),
        Integer.parseInt(columns[1]),
        flags,
        keys,
        version(columns[4]),
        version(columns[5]));
  }

  private static Optional<ServerVersion> version(String text) {
    return text.equals("-") ? Optional.empty() : Optional.of(ServerVersion.parse(text));
  }
}
