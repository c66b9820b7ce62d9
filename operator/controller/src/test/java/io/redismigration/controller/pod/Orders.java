package io.redismigration.controller.pod;

import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.TlsSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Orders and reports for tests. */
public final class Orders {
  private Orders() {}

  /** A task's order under that epoch, with two Secrets. */
  public static TaskSpec order(TaskType type, long epoch) {
    return new TaskSpec(
        "orders-" + type.name().toLowerCase(Locale.ROOT) + "-1",
        type,
        "0",
        "uid-1",
        1,
        epoch,
        DesiredState.RUN,
        side("redis-old", "old", null),
        side(
            "redis-new",
            "new",
            new TlsSpec(new SecretKeyRef("authority", "ca.crt"), null, null, null, false)),
        true,
        false,
        new ReplicationOptions(
            ReplicationMode.AUTO,
            ParametersSpec.defaults(),
            ExistingData.REJECT,
            null,
            LockMode.AUTO,
            FenceKind.AUTO,
            SourceAfter.READ_ONLY,
            9L << 30,
            OnFullResync.FAIL,
            new ThrottleSpec(0, 0),
            new VerificationSpec(null, null),
            0,
            0,
            false),
        null,
        null,
        null);
  }

  private static ConnectionSpec side(String host, String secret, TlsSpec tls) {
    return new ConnectionSpec(
        null,
        null,
        List.of(Endpoint.parse(host + ":6379")),
        null,
        new AuthSpec(null, new SecretKeyRef(secret, "password")),
        tls,
        null,
        false);
  }

  /** A report from that epoch. */
  public static TaskStatus report(TaskState state, long epoch, Instant heartbeat) {
    return new TaskStatus(
        state, epoch, heartbeat, "", null, null, null, null, null, null, null, null, null, false,
        false);
  }

  /** A report from that epoch of a worker that has closed the source. */
  static TaskStatus freezing(long epoch, Instant heartbeat) {
    return new TaskStatus(
        TaskState.FENCED,
        epoch,
        heartbeat,
        "",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new CutoverProgress("token", FenceKind.CLIENT_PAUSE, null, 100L, null, null, 0, null, null),
        true,
        false);
  }
}
