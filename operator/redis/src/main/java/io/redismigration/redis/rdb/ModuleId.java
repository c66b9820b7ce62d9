package io.redismigration.redis.rdb;

/**
 * Which module wrote a value or auxiliary data: 64 bits, nine characters of six bits and ten bits
 * of version (redis module.c, moduleTypeEncodeId).
 *
 * @param name nine characters, as the module registered its type
 * @param encodingVersion 0 to 1023; a module reads its own and older ones
 */
public record ModuleId(String name, int encodingVersion) {

  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private static final int NAME_LENGTH = 9;
  private static final int VERSION_BITS = 10;

  /** The id as it stands in the file. */
  public static ModuleId of(long id) {
    StringBuilder name = new StringBuilder(NAME_LENGTH);
    for (int i = NAME_LENGTH - 1; i >= 0; i--) {
      name.append(CHARACTERS.charAt((int) (id >>> VERSION_BITS + 6 * i) & 0x3f));
    }
    return new ModuleId(name.toString(), (int) id & (1 << VERSION_BITS) - 1);
  }

  @Override
  public String toString() {
    return name + " " + encodingVersion;
  }
}
