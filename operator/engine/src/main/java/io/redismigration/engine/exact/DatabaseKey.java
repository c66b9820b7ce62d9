package io.redismigration.engine.exact;

import java.util.Arrays;

/**
 * A key and where it lies.
 *
 * @param database number of the database
 * @param name the key's bytes, not to be changed
 */
public record DatabaseKey(int database, byte[] name) {
  private static final int SHOWN_BYTES = 200;

  @Override
  public boolean equals(Object other) {
    return other instanceof DatabaseKey that
        && database == that.database
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return 31 * database + Arrays.hashCode(name);
  }

  /** For people: bytes outside printable ASCII escaped, long names cut. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(database).append(':');
    for (int i = 0; i < Math.min(name.length, SHOWN_BYTES); i++) {
      int each = name[i] & 0xff;
      if (each >= ' ' && each < 0x7f && each != '\\') {
        text.append((char) each);
      } else {
        text.append(String.format("\\x%02x", each));
      }
    }
    return name.length > SHOWN_BYTES ? text.append("...").toString() : text.toString();
  }
}
