package io.redismigration.migration.plan;

/** What a user repeats to confirm exactly this cutover, between exactly these two servers. */
final class Token {
  private Token() {}

  /** Changes with the migration, its attempt, an undone cutover, the servers and the switchover. */
  static String of(Observation seen, StatusDraft draft) {
    return Digest.of(
        seen.migration().uid(),
        draft.run.attempt(),
        draft.cutover.attempt,
        draft.observed.frozen(),
        seen.spec().cutover().switchover());
  }
}
