package io.redismigration.migration.model;

import java.util.Map;

/**
 * What is to be removed from the target before anything is copied. Made by a validation; nothing is
 * removed before the user has repeated the token.
 *
 * @param token confirms exactly this removal: it changes with the migration, its attempt, the
 *     target's endpoints and process, the databases and the numbers of their keys
 * @param targetRunId {@code run_id} of the target's process that holds the keys
 * @param keys how many there are in each database that is emptied, when they were counted
 * @param confirmed whether the user has repeated the token
 */
public record Flush(String token, String targetRunId, Map<Integer, Long> keys, boolean confirmed) {

  public Flush {
    keys = Defaults.map(keys);
  }

  /** The same, confirmed. */
  public Flush confirm() {
    return new Flush(token, targetRunId, keys, true);
  }

  /**
   * Whether what is found now is still what was shown: the same process, no further database, and
   * in none more than twice as many keys. Some come and go all the time; somebody's new data does
   * not fit.
   */
  public boolean covers(Flush found) {
    return targetRunId.equals(found.targetRunId)
        && found.keys.entrySet().stream()
            .allMatch(now -> now.getValue() <= 2 * keys.getOrDefault(now.getKey(), 0L));
  }
}
