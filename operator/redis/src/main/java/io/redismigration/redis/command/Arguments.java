package io.redismigration.redis.command;

import java.nio.ByteBuffer;

/** A command's arguments as slices of a buffer; argument 0 is the command's name. */
public interface Arguments {

  /** Number of arguments, the name included. */
  int argc();

  /** Where the bytes are; read by absolute position only. */
  ByteBuffer window();

  /** Position of argument {@code index} in the window. */
  int argStart(int index);

  /** Bytes of argument {@code index}. */
  int argLength(int index);

  /** Whether argument {@code index} is that word, whatever its case. No allocation. */
  default boolean argIs(int index, String upperCaseAscii) {
    int length = argLength(index);
    if (length != upperCaseAscii.length()) {
      return false;
    }
    ByteBuffer window = window();
    int at = argStart(index);
    for (int i = 0; i < length; i++) {
      int c = window.get(at + i);
      int upper = c >= 'a' && c <= 'z' ? c - 32 : c;
      if (upper != upperCaseAscii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the command has that name, whatever its case. No allocation. */
  default boolean is(String upperCaseAscii) {
    return argIs(0, upperCaseAscii);
  }
}
