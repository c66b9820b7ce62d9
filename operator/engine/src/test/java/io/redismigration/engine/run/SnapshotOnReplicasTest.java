package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotOnReplicasTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"7.0", "newest", "valkey-9.1"})
  void aFullSyncEndsWhenTheTargetsReplicasHaveAllOfIt(String version) throws Exception {
    RedisServer source = servers.start("7.0");
    Dataset.seeded(1).keys(500).loadInto(source);
    RedisServer target = servers.start(version, fast());
    RedisServer replica = replicaOf(target, version);
    try (RedisControl toSource = control(source);
        RedisControl toTarget = control(target);
        Replication replication = replication(source, target, toSource, toTarget)) {
      replication.prepare();
      replica.freeze();
      replication.start();

      await()
          .atMost(LONG)
          .until(() -> replication.status().doing().contains(Reason.TargetReplicasBehind.name()));
      assertThat(checkpoint(target)).contains("state=loading");
      replica.thaw();

      await().atMost(LONG).until(() -> replication.status().state() == ReplicationState.STREAMING);
      Oracle.awaitSameData(target, replica, key -> false, LONG);
    }
  }

  @Test
  void aReplicaThatStaysSilentIsNotWaitedForForEver() throws Exception {
    RedisServer target = servers.start("newest", fast());
    RedisServer replica = replicaOf(target, "newest");
    CheckpointLocation last = new CheckpointLocation(15);
    try (RedisControl toTarget = control(target);
        CheckpointStore store =
            new CheckpointStore(new SocketDialer(), settings(target), 16, "run", 1)) {
      store.claim(last);
      SnapshotOnReplicas replicas =
          new SnapshotOnReplicas(store, toTarget, Duration.ZERO, InstantSource.system());
      assertThat(replicas.await(last)).isTrue();

      replica.freeze();

      assertThat(replicas.await(last)).isFalse();
      assertThat(replicas.waiting()).isEmpty();
    }
  }

  private Replication replication(
      RedisServer source, RedisServer target, RedisControl toSource, RedisControl toTarget)
      throws IOException {
    return new Replication(
        new ReplicationSettings(
            "run",
            1,
            settings(source),
            settings(target),
            SpoolSettings.in(directory),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            false,
            false),
        new SocketDialer(),
        toSource,
        toTarget,
        InstantSource.system());
  }

  private static String checkpoint(RedisServer target) throws IOException {
    try (var open = target.connect()) {
      for (int database = 0; database < 16; database++) {
        open.command("SELECT", String.valueOf(database));
        Object found = open.command("GET", "redis-migration:checkpoint");
        if (found != null) {
          return found.toString();
        }
      }
    }
    return "none";
  }

  private static ServerOptions fast() {
    return ServerOptions.defaults().config("repl-diskless-sync-delay", "0");
  }

  private RedisServer replicaOf(RedisServer primary, String version) {
    RedisServer replica = servers.start(version, ServerOptions.defaults().replicaOf(primary));
    await()
        .atMost(LONG)
        .until(() -> replica.info("master_link_status").filter("up"::equals).isPresent());
    return replica;
  }

  private static ConnectionSettings settings(RedisServer server) {
    return ConnectionSettings.to(new Endpoint(server.host(), server.port()));
  }

  private static RedisControl control(RedisServer server) {
    return new LettuceControl(settings(server), LettuceControl.Side.TARGET, AddressMapping.none());
  }
}
