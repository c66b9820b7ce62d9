package io.redismigration.testkit;

import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.waiting.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster of primaries without replicas, its slots dealt out in equal runs. The servers belong to
 * the {@link RedisServers} they were started by.
 */
public final class RedisCluster {

  /** Slots of any cluster. */
  public static final int SLOTS = 16_384;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<RedisServer> nodes;

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Starts that many primaries and waits until all of them call the cluster ok. */
  public static RedisCluster start(
      RedisServers servers, String version, ServerOptions options, int primaries) {
    List<RedisServer> nodes = new ArrayList<>();
    for (int i = 0; i < primaries; i++) {
      RedisServer node = servers.start(version, options.clusterNode());
      assignSlots(node, firstSlot(i, primaries), firstSlot(i + 1, primaries));
      node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      nodes.add(node);
    }
    for (RedisServer node : nodes.subList(1, nodes.size())) {
      RedisServer first = nodes.get(0);
      node.command("CLUSTER", "MEET", first.host(), Integer.toString(first.port()));
    }
    RedisCluster cluster = new RedisCluster(nodes);
    Waiting.until("the cluster is ok", PATIENCE, cluster::isOk);
    return cluster;
  }

  /** The primaries, in the order of their slots. */
  public List<RedisServer> nodes() {
    return nodes;
  }

  /** The primary that owns the key. */
  public RedisServer nodeOf(byte[] key) {
    return nodes.get(nodeIndexOf(key));
  }

  /** As {@link #nodeOf(byte[])}. */
  public RedisServer nodeOf(String key) {
    return nodeOf(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Position of the owner in {@link #nodes}. */
  public int nodeIndexOf(byte[] key) {
    int slot = slot(key);
    int index = 0;
    while (slot >= firstSlot(index + 1, nodes.size())) {
      index++;
    }
    return index;
  }

  /** Runs a command at the owner of its first key, which is its second word. */
  public Object command(String... words) {
    return nodeOf(words[1]).command(words);
  }

  /** A pipeline to each primary, in the order of {@link #nodes}. */
  public List<Pipeline> pipelines() {
    return nodes.stream().map(RedisServer::pipeline).toList();
  }

  /**
   * CRC16 (XMODEM) of the key, or of its first non-empty part in braces, modulo 16384 (Redis
   * Cluster specification).
   */
  public static int slot(byte[] key) {
    int from = 0;
    int to = key.length;
    int open = indexOf(key, '{', 0);
    if (open >= 0) {
      int close = indexOf(key, '}', open + 1);
      if (close > open + 1) {
        from = open + 1;
        to = close;
      }
    }
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc ^= (key[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
    }
    return (crc & 0xffff) % SLOTS;
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private boolean isOk() {
    return nodes.stream()
        .map(node -> (String) node.command("CLUSTER", "INFO"))
        .allMatch(
            info ->
                info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_assigned:" + SLOTS)
                    && info.contains("cluster_known_nodes:" + nodes.size()));
  }

  private static int firstSlot(int index, int primaries) {
    return (int) ((long) SLOTS * index / primaries);
  }

  private static void assignSlots(RedisServer node, int from, int to) {
    List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    for (int slot = from; slot < to; slot++) {
      words.add(Integer.toString(slot));
    }
    node.command(words.toArray(String[]::new));
  }
}
