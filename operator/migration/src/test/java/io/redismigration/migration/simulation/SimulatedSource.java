package io.redismigration.migration.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * One primary of the source. Its data is the number of writes it has acknowledged: they have an
 * order, and a target that has applied n of them holds the first n.
 */
final class SimulatedSource {
  static final String FENCE = "min-replicas-to-write";
  static final String TIMEOUT = "repl-timeout";
  static final String CLOSED = "999";
  private static final Map<String, String> CONFIGURED = Map.of(FENCE, "0", TIMEOUT, "60");

  final int shard;
  final String address;
  final boolean configWritable;
  private final Map<String, String> parameters = new HashMap<>(CONFIGURED);
  private int failovers;
  private long offset = 20;
  private String history;
  private String formerHistory = "";
  private long formerOffset;
  private long pausedUntil;
  private int held;
  boolean away;

  /** Somebody who may has opened it to its clients after the commit. */
  boolean released;

  SimulatedSource(int shard, boolean configWritable) {
    this.shard = shard;
    this.configWritable = configWritable;
    this.address = "redis-old-" + shard + ":6379";
    this.history = "h" + shard + ".0";
  }

  long offset() {
    return offset;
  }

  String history() {
    return history;
  }

  String runId() {
    return "run-" + shard + "." + failovers;
  }

  /** Whether the log goes on behind that position without a new snapshot. */
  boolean continues(String from, long position) {
    return from.equals(history) && position <= offset
        || from.equals(formerHistory) && position <= formerOffset;
  }

  boolean isClosedByParameter() {
    return parameters.get(FENCE).equals(CLOSED);
  }

  boolean isPaused(long now) {
    return now < pausedUntil;
  }

  boolean isOpen(long now) {
    return !isPaused(now) && !isClosedByParameter();
  }

  /**
   * A client's write; under a pause it waits.
   *
   * @return whether it is acknowledged
   */
  boolean write(long now) {
    if (isPaused(now)) {
      held = Math.min(3, held + 1);
      return false;
    }
    return acknowledge(1) == 1;
  }

  private int acknowledge(int writes) {
    if (isClosedByParameter()) {
      return 0;
    }
    offset += writes;
    return writes;
  }

  /**
   * Ends a pause that nobody has renewed; what waited is executed, unless something else closes.
   */
  int lapse(long now) {
    return held > 0 && !isPaused(now) ? executeHeld() : 0;
  }

  private int executeHeld() {
    int waited = held;
    held = 0;
    return acknowledge(waited);
  }

  void pause(long until) {
    reach();
    pausedUntil = Math.max(pausedUntil, until);
  }

  int unpause() {
    reach();
    pausedUntil = 0;
    return executeHeld();
  }

  /** Clients that waited are gone, and with them what they asked for. */
  void endClients() {
    reach();
    held = 0;
  }

  String parameter(String name) {
    reach();
    return parameters.get(name);
  }

  void set(String name, String value) {
    reach();
    if (!configWritable) {
      throw new Trouble("PermissionDenied");
    }
    parameters.put(name, value);
  }

  /** As it stands, for whoever judges. */
  boolean isChanged(String name) {
    return !parameters.get(name).equals(CONFIGURED.get(name));
  }

  /** The link reads: false when it has nothing that follows. */
  void reach() {
    if (away) {
      throw Trouble.away("Source");
    }
  }

  /** Whether who is at that place has all: of this history, or of the one it took over in full. */
  boolean isWhollyIn(String where, long reached) {
    return where.equals(history)
        ? reached >= offset
        : where.equals(formerHistory) && reached == formerOffset && offset == formerOffset;
  }

  /** A replica takes over: without our parameters, without a pause, perhaps without last writes. */
  void failOver(long lost) {
    failovers++;
    formerHistory = history;
    offset = Math.max(0, offset - lost);
    formerOffset = offset;
    history = "h" + shard + "." + failovers;
    pausedUntil = 0;
    held = 0;
    parameters.putAll(CONFIGURED);
  }
}
