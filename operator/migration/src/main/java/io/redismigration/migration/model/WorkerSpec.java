package io.redismigration.migration.model;

/**
 * What a worker may use; scheduling of its pod is the controller's and not known here.
 *
 * @param spoolBytes limit of the spool on disk, default 10 GiB
 */
public record WorkerSpec(Long spoolBytes) {
  public WorkerSpec {
    spoolBytes = Defaults.or(spoolBytes, 10L << 30);
  }
}
