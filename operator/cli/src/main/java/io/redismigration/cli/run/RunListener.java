package io.redismigration.cli.run;

import io.redismigration.migration.model.History;
import io.redismigration.migration.model.MigrationStatus;

/** Is told what a run does, on the driver's thread. */
public interface RunListener {

  /** The status changed. */
  void changed(MigrationStatus before, MigrationStatus now);

  /** Something happened that the user should know. */
  void happened(History.Happening happening);

  /** It was told to stop, and first waits for the decision of a cutover. */
  default void deciding() {}
}
