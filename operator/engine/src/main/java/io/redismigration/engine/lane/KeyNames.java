package io.redismigration.engine.lane;

/** Keys as shown to people: any bytes, on one line, not too long. */
public final class KeyNames {

  private static final int SHOWN_BYTES = 100;

  private KeyNames() {}

  /** {@code key} in quotes, bytes that are no plain characters as {@code \xNN}, cut when long. */
  public static String printable(byte[] key) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < Math.min(key.length, SHOWN_BYTES); i++) {
      byte b = key[i];
      if (b >= ' ' && b < 127 && b != '"' && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b));
      }
    }
    text.append('"');
    if (key.length > SHOWN_BYTES) {
      text.append(" (cut, ").append(key.length).append(" bytes)");
    }
    return text.toString();
  }
}
