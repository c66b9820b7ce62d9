package io.redismigration.worker.preflight;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.migration.checks.ForkFacts;
import io.redismigration.migration.checks.ServerFacts;
import io.redismigration.migration.checks.ServerVersion;
import io.redismigration.redis.server.ServerIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What either side says of itself. */
final class ServerProbe {
  private static final int CLOCK_SAMPLES = 5;
  private static final Pattern EXPIRING_FIELDS =
      Pattern.compile("(?:subexpiry|keys_with_volatile_items)=(\\d+)");

  private final RedisControl server;

  ServerProbe(RedisControl server) {
    this.server = server;
  }

  ServerFacts look(ServerInfo info) {
    return new ServerFacts(
        version(info),
        info.runId(),
        info.replicationId(),
        info.isPrimary(),
        "up".equals(info.field("master_link_status").orElse("")),
        info.isLoading(),
        info.isCluster(),
        "sentinel".equals(info.field("redis_mode").orElse("")),
        info.usedMemory(),
        info.number("maxmemory").orElseGet(() -> configNumber("maxmemory").orElse(0L)),
        info.number("total_system_memory").orElse(0),
        configNumber("databases").map(Long::intValue).orElse(null),
        keys(info),
        info.keyspaces().values().stream().mapToLong(ServerInfo.Keyspace::withExpiry).sum(),
        expiringFields(info),
        modules(),
        clockAhead());
  }

  static ServerVersion version(ServerInfo info) {
    ServerIdentity identity = identity(info);
    ServerVersion.Family family =
        switch (identity.family()) {
          case REDIS -> ServerVersion.Family.REDIS;
          case VALKEY -> ServerVersion.Family.VALKEY;
          default -> ServerVersion.Family.OTHER;
        };
    return new ServerVersion(
        family, identity.version().major(), identity.version().minor(), identity.version().patch());
  }

  static ServerIdentity identity(ServerInfo info) {
    return ServerIdentity.fromInfo(info.fields());
  }

  private static Map<Integer, Long> keys(ServerInfo info) {
    Map<Integer, Long> keys = new HashMap<>();
    info.keyspaces().forEach((database, seen) -> keys.put(database, seen.keys()));
    return keys;
  }

  /**
   * Hashes with fields that expire: {@code subexpiry} of INFO keyspace (redis 7.4 server.c), {@code
   * keys_with_volatile_items} of Valkey 9.0.
   */
  private static long expiringFields(ServerInfo info) {
    long hashes = 0;
    for (int database : info.keyspaces().keySet()) {
      Matcher found = EXPIRING_FIELDS.matcher(info.field("db" + database).orElse(""));
      hashes += found.find() ? Long.parseLong(found.group(1)) : 0;
    }
    return hashes;
  }

  /** How its snapshots went. */
  static ForkFacts fork(ServerInfo info) {
    long copied = info.number("rdb_last_cow_size").orElse(0);
    return new ForkFacts(
        info.number("used_memory_rss").orElse(0),
        copied > 0 ? copied : null,
        info.number("latest_fork_usec").orElse(0) > 0);
  }

  /** A parameter, absent when it is not known or not ours to read. */
  Optional<String> config(String name) {
    return permitted(() -> server.config(name).get(name));
  }

  Optional<Long> configNumber(String name) {
    return config(name).filter(text -> text.matches("-?\\d+")).map(Long::parseLong);
  }

  /** A reply, or nothing where the command is not permitted or not known. */
  static <T> Optional<T> permitted(Supplier<T> call) {
    try {
      return Optional.ofNullable(call.get());
    } catch (CommandRefusedException e) {
      return Optional.empty();
    }
  }

  private List<String> modules() {
    List<String> names = new ArrayList<>();
    Object reply = permitted(() -> server.call("MODULE", "LIST")).orElse(List.of());
    if (reply instanceof List<?> modules) {
      for (Object module : modules) {
        if (module instanceof List<?> fields && fields.size() > 1) {
          names.add(String.valueOf(fields.get(1)));
        }
      }
    }
    return names;
  }

  /** The median of a few samples, each corrected by half its round trip. */
  private Duration clockAhead() {
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < CLOCK_SAMPLES; i++) {
      long before = System.currentTimeMillis() * 1_000;
      long sent = System.nanoTime();
      Object time = permitted(() -> server.call("TIME")).orElse(null);
      long halfTrip = (System.nanoTime() - sent) / 2_000;
      if (!(time instanceof List<?> parts)) {
        return null;
      }
      long there =
          Long.parseLong(String.valueOf(parts.get(0))) * 1_000_000
              + Long.parseLong(String.valueOf(parts.get(1)));
      micros.add(there - before - halfTrip);
    }
    micros.sort(null);
    return Duration.ofNanos(micros.get(CLOCK_SAMPLES / 2) * 1_000);
  }
}
