package io.redismigration.redis.command;

import io.redismigration.redis.server.ServerFamily;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.redis.server.ServerVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One command, or one subcommand of a container such as XGROUP. Compared by identity. */
public final class CommandSpec {

  private final int id;
  private final String name;
  private final int arity;
  private final Set<CommandFlag> flags;
  private final List<KeySpec> keys;
  private final Optional<ServerVersion> sinceRedis;
  private final Optional<ServerVersion> sinceValkey;
  private final Map<String, CommandSpec> subcommands;

  /** The same once more, for walking through without an iterator. */
  private final String[] subcommandNames;

  CommandSpec(int id, CommandRow row, Map<String, CommandSpec> subcommands) {
    this.id = id;
    this.name = row.name();
    this.arity = row.arity();
    this.flags = row.flags();
    this.keys = row.keys();
    this.sinceRedis = row.sinceRedis();
    this.sinceValkey = row.sinceValkey();
    this.subcommands = Map.copyOf(subcommands);
    this.subcommandNames = subcommands.keySet().toArray(new String[0]);
  }

  /**
   * Dense number from 0 on, the same as long as the program runs: for tables indexed by command.
   */
  public int id() {
    return id;
  }

  /** In upper case; a subcommand as {@code XGROUP|CREATE}. */
  public String name() {
    return name;
  }

  /** Number of arguments, the name included; a negative one is a minimum. */
  public int arity() {
    return arity;
  }

  public boolean is(CommandFlag flag) {
    return flags.contains(flag);
  }

  /** Whether it may change data; scripts and functions are not flagged so, see MAY_REPLICATE. */
  public boolean isWrite() {
    return is(CommandFlag.WRITE);
  }

  /** Whether it is only a name in front of subcommands. */
  public boolean isContainer() {
    return !subcommands.isEmpty();
  }

  /** The subcommand of that name in upper case, without the container's. */
  public Optional<CommandSpec> subcommand(String upperCaseName) {
    return Optional.ofNullable(subcommands.get(upperCaseName));
  }

  /** The subcommand argument 1 names, in any case, or this container. No allocation. */
  CommandSpec resolve(Arguments command) {
    for (String candidate : subcommandNames) {
      if (command.argIs(1, candidate)) {
        return subcommands.get(candidate);
      }
    }
    return this;
  }

  List<KeySpec> keys() {
    return keys;
  }

  /** The first Redis release with it; empty when Redis has not (any more) got it. */
  public Optional<ServerVersion> sinceRedis() {
    return sinceRedis;
  }

  /**
   * The first Valkey release with it; for what came from Redis the Redis release; empty when Valkey
   * has not got it.
   */
  public Optional<ServerVersion> sinceValkey() {
    return sinceValkey;
  }

  /** Whether that server should know the command, modules and renaming aside. */
  public boolean in(ServerIdentity server) {
    boolean valkey = server.family() == ServerFamily.VALKEY;
    ServerVersion version = valkey ? server.version() : server.redisCompatible();
    return (valkey ? sinceValkey : sinceRedis).filter(version::isAtLeast).isPresent();
  }

  @Override
  public String toString() {
    return name;
  }
}
