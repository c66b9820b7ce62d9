package io.redismigration.migration.lock;

import io.redismigration.migration.model.LockMode;

/**
 * What the target's lock came to.
 *
 * @param mode Acl or DetectOnly
 * @param obstacle why it cannot be Acl; null: it can, or was not asked for
 * @param remedy what would make it possible; null without an obstacle
 */
public record LockChoice(LockMode mode, String obstacle, String remedy) {
  /** As many as fit into a status beside everything else. */
  static final int MOST_USERS = 50;

  /** Chooses; Auto falls back to DetectOnly, and Acl with an obstacle is for a check to refuse. */
  public static LockChoice of(LockMode asked, LockFacts seen) {
    if (asked == LockMode.DETECT_ONLY) {
      return new LockChoice(LockMode.DETECT_ONLY, null, null);
    }
    if (!seen.hasRules()) {
      return obstructed(
          "it has no users with rules of their own, which came with version 6.0",
          "keep other clients away from it until the cutover, or name a target of version 6.0 or"
              + " later");
    }
    if (!seen.denied().isEmpty()) {
      return obstructed(
          "its user may not run " + String.join(", ", seen.denied()).replace('|', ' '),
          "as an administrator of the target: ACL SETUSER %s +acl; or keep other clients away from"
                  .formatted(seen.user() == null ? "default" : seen.user())
              + " it until the cutover");
    }
    if (seen.users().size() > MOST_USERS) {
      return obstructed(
          "it has %d users that may write, and no more than %d can be kept on record"
              .formatted(seen.users().size(), MOST_USERS),
          "remove users that are not needed, or keep other clients away from it until the cutover");
    }
    return new LockChoice(LockMode.ACL, null, null);
  }

  private static LockChoice obstructed(String obstacle, String remedy) {
    return new LockChoice(LockMode.DETECT_ONLY, obstacle, remedy);
  }
}
