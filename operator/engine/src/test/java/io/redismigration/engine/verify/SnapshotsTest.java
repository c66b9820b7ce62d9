package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.verify.VerificationPlan.Method;
import io.redismigration.engine.verify.VerificationPlan.Mode;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pass that compares snapshots of both sides. */
class SnapshotsTest {
  private static final VerificationPlan SNAPSHOTS =
      new VerificationPlan(Mode.FULL, 0, 0, Method.SNAPSHOTS, 0);

  private static final int KEYS = 20_000;
  private static final int VALUE_BYTES = 200;

  private final Random random = new Random(11);
  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0", "7.0, valkey-9.1", "8.0, 8.0", "valkey-9.1, valkey-9.1"})
  void everyTypeIsFoundEqualAtRest(String from, String to) throws Exception {
    RedisServer source = servers.start(from);
    Dataset.seeded(7).keys(3_000).loadInto(source);
    try (VerifyScene scene =
        new VerifyScene(source, servers.start(to), directory, Duration.ofMinutes(10))) {
      VerificationStatus status = scene.verify(SNAPSHOTS, 1, each -> true);

      assertThat(status.message()).isEmpty();
      assertThat(status.samples()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
      assertThat(status.pass().method()).isEqualTo(Method.SNAPSHOTS);
      assertThat(status.keysCompared()).isEqualTo(3_000);
      assertThat(status.pass().everyKey().orElseThrow()).isPositive();
      assertThat(status.heldTtls()).isGreaterThan(500);
      EqualityProof.Finding finding = scene.verification.arm().prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).as(finding.message()).isZero();
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0", "7.0, valkey-9.1", "8.0, 8.0", "valkey-9.1, valkey-9.1"})
  void eachSmallestChangeIsFoundAndNamed(String from, String to) throws Exception {
    try (VerifyScene scene = VerifyScene.of(servers, from, to, directory)) {
      Dataset.seeded(7).keys(3_000).loadInto(scene.source);
      List<Mutations.Mutation> mutations = Mutations.between(scene.source, scene.target);
      mutations.forEach(each -> each.prepare(scene.source));
      scene.awaitDrained();
      assertThat(scene.verify(SNAPSHOTS, 1, each -> true).samples()).isEmpty();
      mutations.forEach(each -> each.spoil(scene.target));

      VerificationStatus status = scene.verify(SNAPSHOTS, 2, each -> each.round() == 2);

      assertThat(status.message()).isEmpty();
      assertThat(status.pass().method()).isEqualTo(Method.SNAPSHOTS);
      List<Difference> expected = mutations.stream().map(Mutations.Mutation::expected).toList();
      assertThat(status.samples()).isSubsetOf(expected);
      for (Verdict verdict : Verdict.values()) {
        assertThat(VerificationTest.count(status, verdict))
            .as("%s of %s", verdict, expected)
            .isEqualTo(expected.stream().filter(each -> each.verdict() == verdict).count());
      }
    }
  }

  /** Only a pass compares these keys: no stream named them. */
  @Test
  void whatDiffersIsFoundByThePassItself() throws Exception {
    RedisServer source = servers.start("6.2");
    try (Pipeline load = source.pipeline()) {
      for (int i = 0; i < 200_000; i++) {
        load.add("SET", "k" + i, "v" + i);
      }
      load.add("SADD", "set", "a", "b");
      load.add("SET", "dying", "v", "EX", "100000");
    }
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("8.0"), directory, Duration.ofMinutes(10))) {
      assertThat(scene.verify(SNAPSHOTS, 1, each -> true).state())
          .isEqualTo(VerificationState.EQUAL);
      scene.target.command("SADD", "set", "c");
      scene.target.command("PERSIST", "dying");
      scene.target.command("SET", "another", "v");
      scene.target.command("DEL", "k777");

      VerificationStatus status = scene.verify(SNAPSHOTS, 2, each -> each.round() == 2);

      assertThat(status.pass().method()).isEqualTo(Method.SNAPSHOTS);
      assertThat(status.samples())
          .containsExactlyInAnyOrder(
              new Difference("0:set", Verdict.VALUE),
              new Difference("0:dying", Verdict.TTL),
              new Difference("0:another", Verdict.EXTRA),
              new Difference("0:k777", Verdict.MISSING));
      scene.verification.repair();
      assertThat(scene.verify(SNAPSHOTS, 3, each -> each.round() == 3).state())
          .isEqualTo(VerificationState.EQUAL);
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0", "7.0, valkey-9.1"})
  void aBusySourceIsProvenWithoutFalseDifferences(String from, String to) throws Exception {
    RedisServer source = servers.start(from);
    Dataset.seeded(7).keys(3_000).loadInto(source);
    try (VerifyScene scene =
            new VerifyScene(source, servers.start(to), directory, Duration.ofMinutes(10));
        LiveWriter writer =
            LiveWriter.start(
                scene.source,
                WriteLoad.of(LiveOperation.knownTo(scene.source.version()))
                    .keys(100)
                    .perSecond(3_000))) {
      VerificationStatus status = scene.verify(SNAPSHOTS, 1, each -> true);

      assertThat(status.message()).isEmpty();
      assertThat(status.pass().method()).isEqualTo(Method.SNAPSHOTS);
      assertThat(status.samples()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
      writer.stop();
      scene.awaitDrained();
      EqualityProof.Finding finding = scene.verification.arm().prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).as(finding.message()).isZero();
    }
  }

  @Test
  void aTargetThatGivesNoSnapshotIsComparedByCommands() throws Exception {
    RedisServer target = servers.start("7.0");
    target.command("ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all", "-psync", "-sync");
    ConnectionSettings reader =
        VerifyScene.settings(target).withUser("reader", "secret"::toCharArray);
    RedisServer source = servers.start("7.0");
    Dataset.seeded(7).keys(1_000).loadInto(source);
    try (VerifyScene scene =
        new VerifyScene(source, target, directory, Duration.ofMinutes(10), reader)) {
      target.command("SET", "extra", "v");

      VerificationStatus status = scene.verify(SNAPSHOTS, 1, each -> true);

      assertThat(status.pass().method()).isEqualTo(Method.COMMANDS);
      assertThat(status.message().orElseThrow())
          .contains("compared by commands", "the target's user may not replicate");
      assertThat(status.samples()).containsExactly(new Difference("0:extra", Verdict.EXTRA));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0", "valkey-9.1"})
  void aTargetWhoseUserLacksReplconfGivesOneAllTheSame(String version) throws Exception {
    RedisServer target = servers.start(version);
    target.command("ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all", "-replconf");
    ConnectionSettings reader =
        VerifyScene.settings(target).withUser("reader", "secret"::toCharArray);
    RedisServer source = servers.start(version);
    Dataset.seeded(7).keys(1_000).loadInto(source);
    try (VerifyScene scene =
        new VerifyScene(source, target, directory, Duration.ofMinutes(10), reader)) {
      VerificationStatus status = scene.verify(SNAPSHOTS, 1, each -> true);

      assertThat(status.message()).isEmpty();
      assertThat(status.pass().method()).isEqualTo(Method.SNAPSHOTS);
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void theirBytesPerSecondActAndChangeAtOnce(String version) throws Exception {
    RedisServer source = servers.start(version);
    try (Pipeline load = source.pipeline()) {
      for (int i = 0; i < KEYS; i++) {
        load.add("SET", "k" + i, incompressible());
      }
    }
    try (VerifyScene scene =
        new VerifyScene(source, servers.start(version), directory, Duration.ofMinutes(10))) {
      long began = System.nanoTime();
      scene.verification.follow(atRate(100_000), 1);
      await()
          .atMost(VerifyScene.LIMIT)
          .until(() -> scene.verification.status().keysCompared() > 2_000);

      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(scene.verification.status().keysCompared() * VALUE_BYTES / seconds)
          .as("bytes per second")
          .isLessThan(200_000);
      scene.verification.follow(atRate(1), 1);
      scene.verification.follow(atRate(0), 1);
      VerificationStatus status = scene.verify(atRate(0), 1, each -> true);

      assertThat(status.message()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
      assertThat(status.pass().method()).isEqualTo(Method.SNAPSHOTS);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as("far less than all of it takes at the first rate")
          .isLessThan(Duration.ofSeconds(KEYS * VALUE_BYTES / 100_000 / 2));
    }
  }

  /** As long in a snapshot. */
  private String incompressible() {
    StringBuilder value = new StringBuilder(VALUE_BYTES);
    random.ints(VALUE_BYTES, '!', '~').forEach(letter -> value.append((char) letter));
    return value.toString();
  }

  private static VerificationPlan atRate(long bytesPerSecond) {
    return new VerificationPlan(Mode.FULL, 0, 0, Method.SNAPSHOTS, bytesPerSecond);
  }

  @Test
  void whatIsTakenEndsWithTheComparison() throws Exception {
    RedisServer source = servers.start("7.0");
    Dataset.seeded(7).keys(2_000).loadInto(source);
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("7.0"), directory, Duration.ofMinutes(10))) {
      int before = replicas(source);
      scene.verification.follow(new VerificationPlan(Mode.FULL, 0, 100, Method.SNAPSHOTS, 0), 1);
      await()
          .atMost(VerifyScene.LIMIT)
          .until(() -> scene.verification.status().keysCompared() > 64);

      scene.verification.close();

      assertThat(scene.verification.status().state()).isEqualTo(VerificationState.CLOSED);
      await()
          .atMost(VerifyScene.LIMIT)
          .until(() -> replicas(source) == before && replicas(scene.target) == 0);
    }
  }

  private static int replicas(RedisServer server) {
    String info = (String) server.command("INFO", "replication");
    return Integer.parseInt(info.replaceAll("(?s).*connected_slaves:(\\d+).*", "$1"));
  }
}
