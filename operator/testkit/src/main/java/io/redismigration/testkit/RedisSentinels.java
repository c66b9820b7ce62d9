package io.redismigration.testkit;

import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A master, its replicas and Sentinels that watch them and know each other. Sentinels fail over
 * after one second without an answer. The servers belong to the {@link RedisServers} they were
 * started by.
 */
public final class RedisSentinels {

  /** The name the Sentinels know the master by. */
  public static final String MASTER_NAME = "main";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RedisServer firstMaster;
  private final List<RedisServer> replicas;
  private final List<RedisServer> sentinels;

  private RedisSentinels(
      RedisServer firstMaster, List<RedisServer> replicas, List<RedisServer> sentinels) {
    this.firstMaster = firstMaster;
    this.replicas = List.copyOf(replicas);
    this.sentinels = List.copyOf(sentinels);
  }

  /**
   * Starts all of one version, quorum a majority of the Sentinels.
   *
   * @param options of master and replicas; without TLS and users
   */
  public static RedisSentinels start(
      RedisServers servers, String version, ServerOptions options, int replicas, int sentinels) {
    RedisServer master = servers.start(version, options);
    List<RedisServer> followers = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      RedisServer replica = servers.start(version, options.replicaOf(master));
      ReplicaChain.awaitInSync(replica);
      followers.add(replica);
    }
    List<RedisServer> watchers = new ArrayList<>();
    for (int i = 0; i < sentinels; i++) {
      RedisServer sentinel = servers.start(version, ServerOptions.defaults().sentinel());
      watch(sentinel, master, options, sentinels / 2 + 1);
      watchers.add(sentinel);
    }
    RedisSentinels all = new RedisSentinels(master, followers, watchers);
    Waiting.until("the Sentinels know each other", PATIENCE, all::areComplete);
    return all;
  }

  /** The Sentinel processes. */
  public List<RedisServer> sentinels() {
    return sentinels;
  }

  /** Master and replicas, whatever their role is by now; the first master first. */
  public List<RedisServer> servers() {
    List<RedisServer> all = new ArrayList<>();
    all.add(firstMaster);
    all.addAll(replicas);
    return all;
  }

  /** The one the first Sentinel calls the master. */
  public RedisServer master() {
    List<?> address =
        (List<?>) sentinels.get(0).command("SENTINEL", "get-master-addr-by-name", MASTER_NAME);
    int port = Integer.parseInt((String) address.get(1));
    return servers().stream()
        .filter(server -> server.port() == port)
        .findFirst()
        .orElseThrow(() -> new ServerFailedException("Sentinel names a stranger: " + address));
  }

  /** Orders a failover and returns when the Sentinels name another master, and it is one. */
  public void failOver() {
    RedisServer before = master();
    sentinels.get(0).command("SENTINEL", "FAILOVER", MASTER_NAME);
    awaitOtherMasterThan(before);
  }

  /** Returns when the Sentinels name another master than that one, and it takes writes. */
  public void awaitOtherMasterThan(RedisServer before) {
    Waiting.until(
        "another master than " + before,
        PATIENCE,
        () -> {
          RedisServer now = master();
          return now != before && now.info("role").map("master"::equals).orElse(false);
        });
  }

  private static void watch(
      RedisServer sentinel, RedisServer master, ServerOptions options, int quorum) {
    sentinel.command(
        "SENTINEL",
        "MONITOR",
        MASTER_NAME,
        master.host(),
        Integer.toString(master.port()),
        Integer.toString(quorum));
    options
        .password()
        .ifPresent(secret -> sentinel.command("SENTINEL", "SET", MASTER_NAME, "auth-pass", secret));
    sentinel.command("SENTINEL", "SET", MASTER_NAME, "down-after-milliseconds", "1000");
    sentinel.command("SENTINEL", "SET", MASTER_NAME, "failover-timeout", "10000");
  }

  private boolean areComplete() {
    return sentinels.stream()
        .allMatch(
            sentinel -> {
              Map<String, String> state = state(sentinel);
              return Integer.toString(replicas.size()).equals(state.get("num-slaves"))
                  && Integer.toString(sentinels.size() - 1)
                      .equals(state.get("num-other-sentinels"));
            });
  }

  private static Map<String, String> state(RedisServer sentinel) {
    List<?> pairs = (List<?>) sentinel.command("SENTINEL", "MASTER", MASTER_NAME);
    Map<String, String> state = new HashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      state.put((String) pairs.get(i), (String) pairs.get(i + 1));
    }
    return state;
  }
}
