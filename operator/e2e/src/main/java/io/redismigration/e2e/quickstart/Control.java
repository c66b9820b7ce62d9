package io.redismigration.e2e.quickstart;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import java.time.Duration;

/**
 * Tries the oracle before it is believed: on the same data loaded into both versions it must see no
 * difference, and after one changed key it must see one.
 */
final class Control {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int KEYS = 20_000;
  private static final long SEED = 7;

  private final RedisServers servers;
  private final StageOptions options;

  Control(RedisServers servers, StageOptions options) {
    this.servers = servers;
    this.options = options;
  }

  /**
   * Returns what was compared.
   *
   * @throws AssertionError if the oracle is not to be trusted between these two versions
   */
  String run() {
    try (RedisServer before = servers.start(options.from());
        RedisServer after = servers.start(options.to())) {
      Dataset data = Dataset.seeded(SEED).keys(KEYS).asFor(before.version());
      data.loadInto(before);
      data.loadInto(after);
      String how = compare(before, after);
      before.command("SET", "control", "changed");
      if (Oracle.diff(before, after, key -> false).size() != 1) {
        throw new AssertionError("the oracle does not see one changed key among " + KEYS);
      }
      return "the same %,d keys loaded into %s and %s: %s; one changed key is seen"
          .formatted(KEYS, before.version(), after.version(), how);
    }
  }

  /** Compares by digest where digests mean the same on both, else key by key; says which. */
  static String compare(RedisServer a, RedisServer b) {
    if (Oracle.digestsCompare(a, b)) {
      return "equal by DEBUG DIGEST " + Oracle.awaitSameDigest(a, b, LIMIT);
    }
    Oracle.awaitSameData(a, b, LIMIT);
    return "equal, every key read from both";
  }
}
