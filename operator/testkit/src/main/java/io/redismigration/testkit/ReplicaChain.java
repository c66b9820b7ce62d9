package io.redismigration.testkit;

import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A master, its replica, the replica's replica and so on, all in sync when started. */
public final class ReplicaChain {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisServer> servers;

  private ReplicaChain(List<RedisServer> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * Starts a chain.
   *
   * @param length servers in it, the master included
   */
  public static ReplicaChain start(
      RedisServers servers, String version, ServerOptions options, int length) {
    List<RedisServer> chain = new ArrayList<>();
    chain.add(servers.start(version, options));
    while (chain.size() < length) {
      RedisServer replica = servers.start(version, options.replicaOf(chain.get(chain.size() - 1)));
      awaitInSync(replica);
      chain.add(replica);
    }
    return new ReplicaChain(chain);
  }

  /** Returns when the replica's link to its master is up. */
  public static void awaitInSync(RedisServer replica) {
    Waiting.until(
        replica + " is in sync",
        PATIENCE,
        () -> replica.info("master_link_status").map("up"::equals).orElse(false));
  }

  /** The one all data comes from. */
  public RedisServer master() {
    return servers.get(0);
  }

  /** The end of the chain. */
  public RedisServer last() {
    return servers.get(servers.size() - 1);
  }

  /** Master first. */
  public List<RedisServer> servers() {
    return servers;
  }
}
