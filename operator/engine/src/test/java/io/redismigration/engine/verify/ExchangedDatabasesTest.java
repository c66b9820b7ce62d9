package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.client.RespConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Databases that are exchanged all the time: a comparison that began anew each time would not end.
 */
class ExchangedDatabasesTest {
  private static final int KEYS = 4_000;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  /** Exchanges databases 4 and 5 two hundred times a second and writes to both, until closed. */
  private static final class Exchanging implements AutoCloseable {
    private final RespConnection client;
    private final Thread thread = new Thread(this::run, "exchanging");
    private volatile boolean ended;

    Exchanging(RedisServer source) {
      client = source.connect();
      client.command("SELECT", "4");
      thread.start();
    }

    private void run() {
      for (int i = 0; !ended; i++) {
        client.command("SWAPDB", "4", "5");
        client.command("INCR", "counter" + i % 3);
        client.command("SET", "four" + i % 50, "new" + i);
        LockSupport.parkNanos(5_000_000);
      }
    }

    @Override
    public void close() {
      ended = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      client.close();
    }
  }

  private static void fill(RedisServer source, int database, String prefix) {
    try (Pipeline pipeline = source.pipeline()) {
      pipeline.add("SELECT", Integer.toString(database));
      for (int i = 0; i < KEYS; i++) {
        pipeline.add("SET", prefix + i, "value" + i);
        pipeline.add("SET", "both" + i, prefix + i);
      }
    }
  }

  /** In both databases at one moment, so that each dataset is met once. */
  private static void spoil(RedisServer target) {
    try (Pipeline pipeline = target.pipeline()) {
      pipeline.add("MULTI");
      for (String database : new String[] {"4", "5"}) {
        pipeline.add("SELECT", database);
        pipeline.add("DEL", "four3999");
        pipeline.add("DEL", "five3998");
        pipeline.add("SET", "stray", "v");
        pipeline.add("SET", "both3997", "neither");
      }
      pipeline.add("EXEC");
    }
  }

  @Test
  void areComparedRepairedAndProvenWhileTheyAreExchanged() throws Exception {
    RedisServer source = servers.start("7.0");
    fill(source, 4, "four");
    fill(source, 5, "five");
    fill(source, 0, "zero");
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("8.0"), directory, Duration.ofMinutes(10))) {
      try (Exchanging exchanging = new Exchanging(source)) {
        VerificationStatus status = scene.verify(1);
        assertThat(status.samples()).isEmpty();
        assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
        assertThat(status.round()).isEqualTo(1);

        spoil(scene.target);
        status = scene.verify(2, each -> each.round() == 2);
        assertThat(status.missing()).isEqualTo(2);
        assertThat(status.value()).isEqualTo(2);
        assertThat(status.extra()).isEqualTo(2);
        assertThat(status.differing()).isEqualTo(6);

        RepairReport report = scene.verification.repair();
        assertThat(report.complete()).as(report.toString()).isTrue();
        status = scene.verify(3, each -> each.round() == 3);
        assertThat(status.samples()).isEmpty();
        assertThat(exchanging.thread.isAlive()).isTrue();
      }
      scene.awaitDrained();
      EqualityProof.Finding finding =
          scene.verification.arm(FenceScope.EVERY_KEY).prove(Duration.ofSeconds(10));
      assertThat(finding.equal()).as(finding.message()).isTrue();
      finding = scene.verification.arm().prove(Duration.ofSeconds(10));
      assertThat(finding.equal()).as(finding.message()).isTrue();
    }
  }

  @Test
  void getTheSourcesTimesToLiveWhileTheyAreExchanged() throws Exception {
    RedisServer source = servers.start("7.0");
    fill(source, 4, "four");
    fill(source, 5, "five");
    expire(source, 4, "four");
    expire(source, 5, "five");
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("7.0"), directory, Duration.ofMinutes(10))) {
      assertThat(scene.verify(1).heldTtls()).isEqualTo(2 * KEYS);

      try (Exchanging exchanging = new Exchanging(source)) {
        scene.verification.makeTtlsExact();
        assertThat(exchanging.thread.isAlive()).isTrue();
      }
      scene.awaitDrained();

      VerificationStatus status = scene.verify(2);
      assertThat(status.samples()).isEmpty();
      assertThat(status.heldTtls()).isZero();
    }
  }

  private static void expire(RedisServer source, int database, String prefix) {
    try (Pipeline pipeline = source.pipeline()) {
      pipeline.add("SELECT", Integer.toString(database));
      for (int i = 0; i < KEYS; i++) {
        pipeline.add("PEXPIRE", prefix + i, "86400000");
      }
    }
  }
}
