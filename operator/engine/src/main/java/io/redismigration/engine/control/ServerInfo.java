package io.redismigration.engine.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One answer to INFO. Fields keep the server's own names; the accessors know which name a field has
 * in which version (Redis 2.8 to 8.x, Valkey).
 *
 * @param fields every {@code name:value} line, comments left out
 */
public record ServerInfo(Map<String, String> fields) {
  private static final String REPLICA_PREFIX = "slave";

  public ServerInfo {
    fields = Map.copyOf(fields);
  }

  /** Reads the text of INFO, whatever its sections. */
  public static ServerInfo parse(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String line : text.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.charAt(0) != '#') {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return new ServerInfo(fields);
  }

  /**
   * Keys of one database, as INFO keyspace counts them: keys that have expired but were not yet
   * removed included.
   */
  public record Keyspace(long keys, long withExpiry) {}

  /**
   * One line {@code slaveN} of a primary.
   *
   * @param address what the replica announced, an address or a label
   * @param port the announced port, not range-checked by the server
   * @param state {@code online}, {@code wait_bgsave}, {@code send_bulk} …
   * @param offset last acknowledged offset, in bytes
   */
  public record Replica(String address, long port, String state, long offset) {}

  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** A field as a number, absent where the server does not report it or reports text. */
  public OptionalLong number(String name) {
    String value = fields.get(name);
    if (value == null || value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  public String runId() {
    return fields.getOrDefault("run_id", "");
  }

  /** True for a primary; the servers' own word for it is {@code master}. */
  public boolean isPrimary() {
    return "master".equals(fields.get("role"));
  }

  /**
   * The id of the history that replication offsets belong to: {@code master_replid} from 4.0 on,
   * the run id before (redis 2.8.24 replication.c, masterTryPartialResynchronization).
   */
  public String replicationId() {
    return fields.getOrDefault("master_replid", runId());
  }

  /** End of the replication stream, in bytes; 0 where nothing was ever replicated. */
  public long replicationOffset() {
    return number("master_repl_offset").orElse(0);
  }

  public boolean isLoading() {
    return "1".equals(fields.get("loading"));
  }

  public boolean isSaving() {
    return "1".equals(fields.get("rdb_bgsave_in_progress"))
        || "1".equals(fields.get("aof_rewrite_in_progress"));
  }

  public boolean lastSaveFailed() {
    return "err".equals(fields.get("rdb_last_bgsave_status"));
  }

  public boolean isCluster() {
    return "1".equals(fields.get("cluster_enabled"));
  }

  public long usedMemory() {
    return number("used_memory").orElse(0);
  }

  /** Keys by database number, ascending; databases without keys are absent. */
  public SortedMap<Integer, Keyspace> keyspaces() {
    SortedMap<Integer, Keyspace> result = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.matches("db\\d+")) {
            Map<String, String> parts = parts(value);
            result.put(
                Integer.parseInt(name.substring(2)),
                new Keyspace(longPart(parts, "keys"), longPart(parts, "expires")));
          }
        });
    return result;
  }

  /** The replicas a primary knows, in the server's order. */
  public List<Replica> replicas() {
    List<Replica> result = new ArrayList<>();
    for (int i = 0; fields.containsKey(REPLICA_PREFIX + i); i++) {
      Map<String, String> parts = parts(fields.get(REPLICA_PREFIX + i));
      result.add(
          new Replica(
              parts.getOrDefault("ip", ""),
              longPart(parts, "port"),
              parts.getOrDefault("state", ""),
              longPart(parts, "offset")));
    }
    return result;
  }

  private static Map<String, String> parts(String value) {
    Map<String, String> parts = new HashMap<>();
    for (String part : value.split(",")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  private static long longPart(Map<String, String> parts, String name) {
    String value = parts.get(name);
    return value == null ? 0 : Long.parseLong(value);
  }
}
