package io.redismigration.redis.resp;

import java.nio.charset.StandardCharsets;

/**
 * Bytes of a command that never change, encoded once: its name with the argument count before it,
 * or an option. Writing one is a single copy.
 */
public final class Fragment {

  private final byte[] bytes;

  private Fragment(String text) {
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The beginning of a command.
   *
   * @param argc number of arguments in all, the words given here included
   * @param words the name and what always follows it
   */
  public static Fragment command(int argc, String... words) {
    if (argc < words.length) {
      throw new IllegalArgumentException("argc counts the words, too");
    }
    return new Fragment("*" + argc + "\r\n" + encode(words));
  }

  /** Arguments in the middle or at the end of a command. */
  public static Fragment arguments(String... words) {
    return new Fragment(encode(words));
  }

  private static String encode(String... words) {
    StringBuilder out = new StringBuilder();
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      out.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    return out.toString();
  }

  byte[] bytes() {
    return bytes;
  }
}
