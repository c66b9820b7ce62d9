package io.redismigration.migration.checks;

import java.util.List;

/**
 * Whether a target gives the comparison a snapshot.
 *
 * @param denied of the commands of a replica those its user may not run
 * @param unknown of these commands those the server does not have under this name
 * @param fork how its snapshots went so far
 */
public record SnapshotFacts(List<String> denied, List<String> unknown, ForkFacts fork) {
  public SnapshotFacts {
    denied = List.copyOf(denied);
    unknown = List.copyOf(unknown);
  }
}
