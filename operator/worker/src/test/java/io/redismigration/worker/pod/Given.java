package io.redismigration.worker.pod;

import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.List;

/** Orders and ledgers for tests. */
record Given(ConnectionSpec source, ConnectionSpec target) {
  static final SecretKeyRef PASSWORD = new SecretKeyRef("old", "password");

  /** Two servers without passwords. */
  static Given servers(String sourceHost, int sourcePort, String targetHost, int targetPort) {
    return new Given(
        ConnectionSpec.to(new Endpoint(sourceHost, sourcePort)),
        ConnectionSpec.to(new Endpoint(targetHost, targetPort)));
  }

  /** The source asks for the password in the Secret {@code old}. */
  Given withPassword() {
    ConnectionSpec plain = source;
    return new Given(
        new ConnectionSpec(
            plain.topology(),
            plain.access(),
            plain.endpoints(),
            plain.instanceRef(),
            new AuthSpec(null, PASSWORD),
            plain.tls(),
            plain.sentinel(),
            plain.preferReplica()),
        target);
  }

  TaskSpec order(DesiredState desired, long epoch) {
    return order(TaskType.REPLICATE, desired, epoch);
  }

  TaskSpec order(TaskType type, DesiredState desired, long epoch) {
    return order(type, desired, epoch, null);
  }

  /** To prepare, with what may be removed from the target. */
  TaskSpec flushing(long epoch, FlushOrder flush) {
    return order(TaskType.REPLICATE, DesiredState.PREPARE, epoch, flush);
  }

  private TaskSpec order(TaskType type, DesiredState desired, long epoch, FlushOrder flush) {
    return new TaskSpec(
        TaskBed.TASK,
        type,
        "0",
        "run",
        1,
        epoch,
        desired,
        source,
        target,
        true,
        false,
        new ReplicationOptions(
            ReplicationMode.COMMANDS,
            ParametersSpec.defaults(),
            flush == null ? ExistingData.REJECT : ExistingData.FLUSH,
            flush,
            LockMode.DETECT_ONLY,
            FenceKind.AUTO,
            SourceAfter.READ_ONLY,
            1L << 30,
            OnFullResync.FAIL,
            new ThrottleSpec(0, 0),
            new VerificationSpec(VerificationSpec.Mode.OFF, VerificationSpec.AtFence.DELTA),
            0,
            0,
            false),
        null,
        List.of(),
        null);
  }

  static LedgerEntry entry(String parameter, LedgerEntry.State state, Instant since) {
    return new LedgerEntry(
        Side.SOURCE, "0", "127.0.0.1:6379", "run", parameter, "1", "2", state, null, since);
  }
}
