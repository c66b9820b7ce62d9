package io.redismigration.migration.checks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a server of either side says of itself, mostly in INFO.
 *
 * @param runId {@code run_id}, new with each start
 * @param replicationId {@code master_replid}, before 4.0 the run id
 * @param primary whether its role is master
 * @param primaryLinkUp with a replica: {@code master_link_status:up}
 * @param clusterEnabled {@code cluster_enabled:1}
 * @param sentinel it is a Sentinel, not a data server
 * @param usedMemory {@code used_memory} in bytes
 * @param maxmemory in bytes; 0: unlimited
 * @param systemMemory {@code total_system_memory} in bytes; 0: not told (before 3.2)
 * @param databases configured number; null: not permitted to ask
 * @param keys per database that holds any
 * @param expiringKeys keys with a time to live, in all databases
 * @param expiringFields hashes with fields that expire (Redis 7.4, Valkey 9.0), in all databases
 * @param modules names; empty also where MODULE LIST is not permitted
 * @param clockAhead of this machine's clock, corrected by half the round trip; null: not measured
 */
public record ServerFacts(
    ServerVersion version,
    String runId,
    String replicationId,
    boolean primary,
    boolean primaryLinkUp,
    boolean loading,
    boolean clusterEnabled,
    boolean sentinel,
    long usedMemory,
    long maxmemory,
    long systemMemory,
    Integer databases,
    Map<Integer, Long> keys,
    long expiringKeys,
    long expiringFields,
    List<String> modules,
    Duration clockAhead) {
  public ServerFacts {
    keys = Map.copyOf(keys);
    modules = List.copyOf(modules);
  }

  /** The modules that this one has and the other has not. */
  public List<String> modulesBeyond(ServerFacts other) {
    return modules.stream().filter(module -> !other.modules().contains(module)).toList();
  }

  /** Keys in all databases. */
  public long keysTotal() {
    return keys.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Highest database with keys; −1: none. */
  public int highestDatabase() {
    return keys.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
  }
}
