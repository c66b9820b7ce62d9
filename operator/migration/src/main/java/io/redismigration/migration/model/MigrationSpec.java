package io.redismigration.migration.model;

import java.util.List;
import java.util.Map;

/**
 * What the user asked for, with every default filled in. Absent components may be passed as null.
 *
 * @param mode default Auto
 * @param checksIgnored names of failing checks the user accepts
 * @param databaseMapping empty: every database keeps its number
 * @param onFullResync default Fail
 * @param suspend command: true suspends, false resumes, null changes nothing
 * @param cancel command: ends the migration; going back to false undoes nothing
 * @param requests command: a new value acts once
 */
public record MigrationSpec(
    ConnectionSpec source,
    TargetSpec target,
    ReplicationMode mode,
    StartSpec start,
    ParametersSpec parameters,
    List<String> checksIgnored,
    FilterSpec filter,
    List<DatabaseMapping> databaseMapping,
    ThrottleSpec throttle,
    VerificationSpec verification,
    OnFullResync onFullResync,
    CutoverSpec cutover,
    WorkerSpec worker,
    Boolean suspend,
    boolean cancel,
    Map<Request, String> requests) {

  public MigrationSpec {
    mode = Defaults.or(mode, ReplicationMode.AUTO);
    start = Defaults.or(start, new StartSpec(null, null));
    parameters = Defaults.or(parameters, ParametersSpec.defaults());
    checksIgnored = Defaults.list(checksIgnored);
    filter = Defaults.or(filter, new FilterSpec(null, null, null));
    databaseMapping = Defaults.list(databaseMapping);
    throttle = Defaults.or(throttle, new ThrottleSpec(0, 0));
    verification = Defaults.or(verification, new VerificationSpec(null, null));
    onFullResync = Defaults.or(onFullResync, OnFullResync.FAIL);
    cutover = Defaults.or(cutover, CutoverSpec.defaults());
    worker = Defaults.or(worker, new WorkerSpec(null));
    requests = Defaults.map(requests);
  }
}
