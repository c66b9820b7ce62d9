package io.redismigration.testkit.data;

import java.util.ArrayList;
import java.util.List;

/** Takes the commands that make one key. */
final class KeyWriter {

  /** Takes a command for the key it belongs to. */
  @FunctionalInterface
  interface Sink {
    void add(byte[] key, byte[]... words);
  }

  private final Sink sink;
  private final byte[] key;

  KeyWriter(Sink sink, byte[] key) {
    this.sink = sink;
    this.key = key;
  }

  byte[] key() {
    return key;
  }

  /** A command whose second word is the key. */
  void command(byte[] name, byte[]... arguments) {
    byte[][] words = new byte[arguments.length + 2][];
    words[0] = name;
    words[1] = key;
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    sink.add(key, words);
  }

  /** A command given whole. */
  void whole(byte[]... words) {
    sink.add(key, words);
  }

  /** Gives a command its arguments in as many calls as it takes, so that none grows too long. */
  void commandInParts(byte[] name, List<byte[]> arguments, int partLength) {
    for (int from = 0; from < arguments.size(); from += partLength) {
      List<byte[]> part =
          new ArrayList<>(arguments.subList(from, Math.min(from + partLength, arguments.size())));
      command(name, part.toArray(byte[][]::new));
    }
  }
}
