package io.redismigration.migration.ledger;

import io.redismigration.migration.model.Endpoint;

/** What shows a person whether a target has taken over: its checkpoint says state=committed. */
public final class CheckpointCommand {
  private CheckpointCommand() {}

  /** The command, and which database to ask. */
  public static String of(Endpoint target) {
    return "redis-cli -h %s -p %d -n 15 GET redis-migration:checkpoint (or the database it lies in, most often the highest)"
        .formatted(target.host(), target.port());
  }
}
