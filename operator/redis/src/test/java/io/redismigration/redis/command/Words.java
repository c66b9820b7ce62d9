package io.redismigration.redis.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Arguments made of words, laid out one after the other. */
record Words(ByteBuffer window, int[] starts, int[] lengths) implements Arguments {

  static Words of(String... words) {
    List<byte[]> bytes =
        Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer window =
        ByteBuffer.allocateDirect(bytes.stream().mapToInt(word -> word.length).sum());
    int[] starts = new int[words.length];
    int[] lengths = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      starts[i] = window.position();
      lengths[i] = bytes.get(i).length;
      window.put(bytes.get(i));
    }
    return new Words(window, starts, lengths);
  }

  @Override
  public int argc() {
    return starts.length;
  }

  @Override
  public int argStart(int index) {
    return starts[index];
  }

  @Override
  public int argLength(int index) {
    return lengths[index];
  }
}
