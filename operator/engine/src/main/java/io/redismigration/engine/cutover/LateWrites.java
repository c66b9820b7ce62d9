package io.redismigration.engine.cutover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came after the fence and may be somebody's write.
 *
 * @param writes how often each command came that is a write whatever the source says, by name
 * @param deletedKeys keys named by DEL and UNLINK, which the source sends for keys that expired too
 */
public record LateWrites(Map<String, Long> writes, long deletedKeys) {
  public LateWrites {
    writes = Map.copyOf(writes);
  }

  /** Nothing came. */
  public static LateWrites none() {
    return new LateWrites(Map.of(), 0);
  }

  /** How many commands are writes in any case. */
  public long count() {
    return writes.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Names of the writes, sorted; DEL among them if more keys were deleted than expired. A source
   * counts each key it deletes because it expired, and sends one DEL or UNLINK for it (redis 2.8 to
   * 7.0 db.c, expireIfNeeded and activeExpireCycle: {@code stat_expiredkeys} beside
   * propagateExpire).
   *
   * @param expiredKeys growth of the source's {@code expired_keys} since the fence
   */
  public List<String> names(long expiredKeys) {
    List<String> names = new ArrayList<>(writes.keySet());
    if (deletedKeys > expiredKeys) {
      names.add("DEL");
    }
    names.sort(null);
    return List.copyOf(names);
  }
}
