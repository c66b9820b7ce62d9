package io.redismigration.engine.foreign;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Commands that may write, by the server's own word (COMMAND, Redis 2.8.13 and later); transactions
 * and scripts among them, for what they run is not shown.
 */
public final class WriteCommands {
  private static final Set<String> MAY_WRITE = Set.of("exec", "eval", "evalsha", "fcall");

  private final Set<String> names;

  private WriteCommands(Set<String> names) {
    this.names = names;
  }

  static WriteCommands of(RedisControl server) {
    Set<String> names = new HashSet<>(MAY_WRITE);
    if (server.call("COMMAND") instanceof List<?> commands) {
      for (Object each : commands) {
        if (each instanceof List<?> command
            && command.size() > 2
            && command.get(2) instanceof List<?> flags
            && flags.contains("write")) {
          names.add(String.valueOf(command.get(0)).toLowerCase(Locale.ROOT));
        }
      }
    }
    return new WriteCommands(Set.copyOf(names));
  }

  /** The same; of a server that does not say, those that any release writes with. */
  public static WriteCommands asFarAsKnown(RedisControl server) {
    try {
      return of(server);
    } catch (CommandRefusedException e) {
      Set<String> names = new HashSet<>(MAY_WRITE);
      CommandTable.standard().all().stream()
          .filter(CommandSpec::isWrite)
          .map(command -> command.name().split("\\|")[0].toLowerCase(Locale.ROOT))
          .forEach(names::add);
      return new WriteCommands(Set.copyOf(names));
    }
  }

  /**
   * Whether that command may write.
   *
   * @param command in lower case, without a subcommand
   */
  public boolean has(String command) {
    return names.contains(command);
  }
}
