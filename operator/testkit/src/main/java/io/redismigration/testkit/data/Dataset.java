package io.redismigration.testkit.data;

import static io.redismigration.testkit.data.Values.ascii;

import io.redismigration.testkit.RedisCluster;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerVersion;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.client.RespConnection;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Data of every kind a server can hold, the same for the same seed and the same version. Immutable;
 * each method returns a changed copy. One key of each kind comes first, the rest by weight; every
 * fifth key expires after the year 2100; some databases hold less than others.
 */
public final class Dataset {

  private static final int SMALL = 2_000;
  private static final int RARE = 5_000;
  private static final int EXPIRING = 5;
  private static final byte[] SELECT = ascii("SELECT");
  private static final byte[] PEXPIREAT = ascii("PEXPIREAT");
  private static final String LIBRARY =
      "#!lua name=dataset\n"
          + "redis.register_function('dataset_echo', function(keys, args) return args[1] end)";

  private final long seed;
  private final int keys;
  private final String prefix;
  private final List<Integer> databases;
  private final List<KeyKind> kinds;
  private final Optional<ServerVersion> ceiling;

  private Dataset(
      long seed,
      int keys,
      String prefix,
      List<Integer> databases,
      List<KeyKind> kinds,
      Optional<ServerVersion> ceiling) {
    this.seed = seed;
    this.keys = keys;
    this.prefix = prefix;
    this.databases = databases;
    this.kinds = kinds;
    this.ceiling = ceiling;
  }

  /** 2000 keys in databases 0, 1 and 9, of every kind the server loaded knows. */
  public static Dataset seeded(long seed) {
    return new Dataset(
        seed, SMALL, "", List.of(0, 1, 9), List.of(KeyKind.values()), Optional.empty());
  }

  /** How many keys, all databases together. */
  public Dataset keys(int count) {
    return new Dataset(seed, count, prefix, databases, kinds, ceiling);
  }

  /** Starts every key's name, so that two datasets can lie side by side. */
  public Dataset prefix(String start) {
    return new Dataset(seed, keys, start, databases, kinds, ceiling);
  }

  /** Which databases; the first gets four fifths of the keys, the others share the rest. */
  public Dataset databases(Integer... numbers) {
    return new Dataset(seed, keys, prefix, List.of(numbers), kinds, ceiling);
  }

  /** Only these kinds. */
  public Dataset only(KeyKind... wanted) {
    return new Dataset(seed, keys, prefix, databases, List.of(wanted), ceiling);
  }

  /**
   * Nothing that this version cannot hold, whatever the server loaded knows: the same data for
   * both.
   */
  public Dataset asFor(ServerVersion version) {
    return new Dataset(seed, keys, prefix, databases, kinds, Optional.of(version));
  }

  /**
   * Writes everything into the server. About 150,000 keys a second.
   *
   * @throws io.redismigration.testkit.client.RespError if the server refuses a command
   */
  public void loadInto(RedisServer server) {
    ServerVersion version = ceiling.orElse(server.version());
    try (Pipeline pipeline = server.pipeline()) {
      int from = 0;
      for (int i = 0; i < databases.size(); i++) {
        pipeline.add(SELECT, ascii(databases.get(i)));
        int to = i == databases.size() - 1 ? keys : firstOfDatabase(i + 1);
        generate(from, to, version, (key, words) -> pipeline.add(words));
        from = to;
      }
    }
    loadFunctions(server, version);
  }

  /** Writes everything into the cluster, each key at its owner, all in database 0. */
  public void loadInto(RedisCluster cluster) {
    ServerVersion version = ceiling.orElse(cluster.nodes().get(0).version());
    List<Pipeline> pipelines = cluster.pipelines();
    try {
      generate(
          0, keys, version, (key, words) -> pipelines.get(cluster.nodeIndexOf(key)).add(words));
      pipelines.forEach(Pipeline::drain);
    } finally {
      pipelines.forEach(Pipeline::close);
    }
    cluster.nodes().forEach(node -> loadFunctions(node, version));
  }

  private int firstOfDatabase(int index) {
    int inFirst = (int) (keys * 4L / 5);
    return inFirst + (int) ((long) (keys - inFirst) * (index - 1) / (databases.size() - 1));
  }

  private void generate(int from, int to, ServerVersion version, KeyWriter.Sink sink) {
    List<KeyKind> known = kinds.stream().filter(kind -> kind.isKnownTo(version)).toList();
    List<KeyKind> rare = known.stream().filter(kind -> kind.weight() == 0).toList();
    List<KeyKind> lots =
        known.stream().flatMap(kind -> Collections.nCopies(kind.weight(), kind).stream()).toList();
    Values values = new Values(seed * 31 + from);
    for (int i = from; i < to; i++) {
      KeyKind kind;
      if (i < known.size()) {
        kind = known.get(i);
      } else if (lots.isEmpty() || (!rare.isEmpty() && i % RARE == 0)) {
        kind = rare.get(values.below(rare.size()));
      } else {
        kind = lots.get(values.below(lots.size()));
      }
      KeyWriter key = new KeyWriter(sink, nameOf(kind, i, values));
      kind.write(key, values);
      if (i % EXPIRING == 0) {
        long expiry = KeyKind.EXPIRY_BASE_MILLIS + values.below(Integer.MAX_VALUE);
        key.command(PEXPIREAT, ascii(expiry));
      }
    }
  }

  private byte[] nameOf(KeyKind kind, int index, Values values) {
    byte[] readable = ascii(prefix + kind.name().toLowerCase(Locale.ROOT) + ":" + index);
    if (kind != KeyKind.BINARY_NAME) {
      return readable;
    }
    byte[] tail = values.binary(12);
    byte[] name = Arrays.copyOf(readable, readable.length + tail.length);
    System.arraycopy(tail, 0, name, readable.length, tail.length);
    return name;
  }

  private static void loadFunctions(RedisServer server, ServerVersion version) {
    if (version.isAtLeast(7, 0)) {
      try (RespConnection connection = server.connect()) {
        connection.command("FUNCTION", "LOAD", "REPLACE", LIBRARY);
      }
    }
  }
}
