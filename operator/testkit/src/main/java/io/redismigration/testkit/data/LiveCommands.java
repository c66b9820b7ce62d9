package io.redismigration.testkit.data;

import io.redismigration.testkit.client.RespConnection;
import java.nio.charset.StandardCharsets;

/** Queues the commands of one operation after the other and counts them. */
final class LiveCommands {

  private final Values values;
  private final String prefix;
  private final int keys;
  private RespConnection connection;
  private int count;

  LiveCommands(long seed, String prefix, int keys) {
    this.values = new Values(seed);
    this.prefix = prefix;
    this.keys = keys;
  }

  /** Queues the operation on the connection; returns how many replies it will get. */
  int write(LiveOperation operation, RespConnection to) {
    connection = to;
    count = 0;
    operation.write(this);
    return count;
  }

  /** From 0 inclusive to the bound exclusive. */
  int below(int bound) {
    return values.below(bound);
  }

  void command(String... words) {
    connection.send(words);
    count++;
  }

  String key(String kind) {
    return nameOf(prefix, kind, values.below(keys));
  }

  static String nameOf(String prefix, String kind, int index) {
    return prefix + kind + ":" + index;
  }

  String word() {
    return new String(values.text(values.between(4, 24)), StandardCharsets.US_ASCII);
  }

  String number(int lowest, int highest) {
    return Integer.toString(values.between(lowest, highest));
  }

  String score() {
    return new String(values.score(), StandardCharsets.US_ASCII);
  }

  boolean oneIn(int many) {
    return values.below(many) == 0;
  }
}
