package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.verify.VerificationPlan.Mode;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each mode finds, what it leaves out, and that a change of it acts at once. */
class ModesTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  private VerifyScene scene(String from, String to, int keys) throws Exception {
    RedisServer source = servers.start(from);
    strings(source, "key", keys);
    return new VerifyScene(source, servers.start(to), directory, Duration.ofMinutes(10));
  }

  private static void strings(RedisServer server, String prefix, int many) {
    strings(server, 0, prefix, many);
  }

  private static void strings(RedisServer server, int database, String prefix, int many) {
    try (Pipeline pipeline = server.pipeline()) {
      pipeline.add("SELECT", String.valueOf(database));
      for (int i = 0; i < many; i++) {
        pipeline.add("SET", prefix + i, "value" + i);
      }
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0", "valkey-9.1, valkey-9.1"})
  void aSampleOfBothSidesFindsWhatIsMissingAndWhatIsExtra(String from, String to) throws Exception {
    try (VerifyScene scene = scene(from, to, 20_000)) {
      VerificationStatus status = sample(scene, 1);
      assertThat(status.samples()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
      assertThat(status.keysCompared()).isBetween(1_900L, 2_000L);
      assertThat(status.pass().mode()).isEqualTo(Mode.SAMPLE);
      assertThat(status.pass().keysTotal()).isEqualTo(20_000);

      strings(scene.target, "extra", 4_000);
      try (Pipeline pipeline = scene.target.pipeline()) {
        for (int i = 0; i < 4_000; i++) {
          pipeline.add("DEL", "key" + i);
        }
        for (int i = 4_000; i < 8_000; i++) {
          pipeline.add("SET", "key" + i, "other");
        }
      }
      status = sample(scene, 2);

      assertThat(status.state()).isEqualTo(VerificationState.DIFFERENT);
      assertThat(status.missing()).isPositive();
      assertThat(status.extra()).isPositive();
      assertThat(status.value()).isPositive();
      assertThat(status.differing()).isLessThan(2_000);
    }
  }

  private static VerificationStatus sample(VerifyScene scene, int round) {
    scene.verification.follow(new VerificationPlan(Mode.SAMPLE, 2_000, 0), round);
    return scene.verify(round);
  }

  @Test
  void aSampleOfMostKeysIsAllOfThem() throws Exception {
    try (VerifyScene scene = scene("7.0", "8.0", 1_000)) {
      scene.verification.follow(new VerificationPlan(Mode.SAMPLE, 0, 0), 1);

      assertThat(scene.verify(1).keysCompared()).isEqualTo(1_000);
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "7.0, 8.0"})
  void countsFindOneKeyMoreOrLessInAnyDatabaseAndExplainKeysWhoseTimeIsOver(String from, String to)
      throws Exception {
    RedisServer source = servers.start(from);
    strings(source, "key", 2_000);
    try (Pipeline pipeline = source.pipeline()) {
      pipeline.add("SELECT", "5");
      for (int i = 0; i < 500; i++) {
        pipeline.add("SET", "five" + i, "v");
      }
    }
    try (VerifyScene scene =
        new VerifyScene(source, servers.start(to), directory, Duration.ofMinutes(10))) {
      try (Pipeline pipeline = source.pipeline()) {
        for (int i = 0; i < 500; i++) {
          pipeline.add("PSETEX", "short" + i, "50", "v");
        }
      }
      VerificationStatus status = counts(scene, 1);
      assertThat(status.state()).as("%s", status.message()).isEqualTo(VerificationState.EQUAL);
      assertThat(status.pass().keysTotal()).isGreaterThanOrEqualTo(2_500);
      assertThat(status.keysCompared()).isZero();
      scene.target.command("SET", "key1", "other");
      assertThat(counts(scene, 2).state()).isEqualTo(VerificationState.EQUAL);

      try (Pipeline pipeline = scene.target.pipeline()) {
        pipeline.add("SELECT", "5");
        pipeline.add("DEL", "five7");
        pipeline.add("SELECT", "0");
        pipeline.add("SET", "stray", "v");
        pipeline.add("SET", "another", "v");
      }
      status = counts(scene, 3);

      assertThat(status.state()).isEqualTo(VerificationState.DIFFERENT);
      assertThat(status.missing()).isEqualTo(1);
      assertThat(status.extra()).isEqualTo(2);
      assertThat(status.message().orElseThrow()).contains("database 5 holds 500 keys");
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Mode.class,
      names = {"FULL", "COUNTS"})
  void whatDiffersIsCountedByDatabase(Mode mode) throws Exception {
    RedisServer source = servers.start("7.0");
    for (int database : new int[] {0, 3, 5}) {
      strings(source, database, "key", 300);
    }
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("8.0"), directory, Duration.ofMinutes(10))) {
      VerificationPlan plan = new VerificationPlan(mode, 0, 0);
      assertThat(scene.verify(plan, 1, each -> true).differingByDatabase()).isEmpty();
      strings(scene.target, 0, "stray", 2);
      try (Pipeline pipeline = scene.target.pipeline()) {
        pipeline.add("SELECT", "3");
        for (int i = 0; i < 7; i++) {
          pipeline.add("DEL", "key" + i);
        }
      }

      VerificationStatus status = scene.verify(plan, 2, each -> each.differing() > 0);

      assertThat(status.state()).isEqualTo(VerificationState.DIFFERENT);
      assertThat(status.differingByDatabase()).isEqualTo(Map.of(0, 2L, 3, 7L));
      assertThat(status.differing()).isEqualTo(9);
    }
  }

  private static VerificationStatus counts(VerifyScene scene, int round) {
    scene.verification.follow(new VerificationPlan(Mode.COUNTS, 0, 0), round);
    return scene.verify(round);
  }

  @Test
  void everyKeyUnderTheFenceFindsWhatTheDeltaCannotKnow() throws Exception {
    try (VerifyScene scene = scene("7.0", "8.0", 3_000)) {
      scene.verify(1);
      scene.target.command("SET", "key7", "spoiled behind our back");

      assertThat(proof(scene, FenceScope.DELTA).equal()).isTrue();
      assertThat(proof(scene, FenceScope.COUNTS).equal()).isTrue();
      EqualityProof.Finding finding = proof(scene, FenceScope.EVERY_KEY);
      assertThat(finding.differing()).isEqualTo(1);
      assertThat(finding.message()).contains("0:key7");

      scene.target.command("SET", "key7", "value7");
      finding = proof(scene, FenceScope.EVERY_KEY);
      assertThat(finding.equal()).as(finding.message()).isTrue();
      assertThat(finding.compared()).isEqualTo(3_000);
      scene.target.command("SET", "stray", "v");
      assertThat(proof(scene, FenceScope.EVERY_KEY).equal()).isFalse();
      assertThat(proof(scene, FenceScope.COUNTS).equal()).isFalse();
    }
  }

  private static EqualityProof.Finding proof(VerifyScene scene, FenceScope scope) {
    return scene.verification.arm(scope).prove(LIMIT);
  }

  @Test
  void everyKeyUnderTheFenceEndsWhenItsTimeIsOverOrNobodyWantsIt() throws Exception {
    try (VerifyScene scene = scene("7.0", "8.0", 3_000)) {
      EqualityProof proof = scene.verification.arm(FenceScope.EVERY_KEY);

      assertThat(proof.prove(LIMIT, () -> false).equal()).isFalse();
      assertThat(proof.prove(Duration.ofNanos(1)).equal()).isFalse();
      assertThat(proof.prove(LIMIT).equal()).isTrue();
    }
  }

  @Test
  void aPassTellsHowLongEveryKeyTakesWithoutTheLimitItHad() throws Exception {
    try (VerifyScene scene = scene("7.0", "8.0", 3_000)) {
      scene.verification.follow(new VerificationPlan(Mode.FULL, 0, 2_000), 1);

      PassFigures pass = scene.verify(1).pass();

      assertThat(pass.duration()).isGreaterThan(Duration.ofMillis(900));
      assertThat(pass.keysPerSecond()).isBetween(500L, 3_500L);
      assertThat(pass.everyKey().orElseThrow()).isLessThan(pass.duration());
      assertThat(pass.endedAt()).isPresent();
    }
  }

  @Test
  void rateAndModeChangeWhileAPassIsUnderWay() throws Exception {
    try (VerifyScene scene = scene("7.0", "8.0", 6_000)) {
      scene.verification.follow(new VerificationPlan(Mode.FULL, 0, 1_000), 1);
      await().atMost(LIMIT).until(() -> scene.verification.status().keysCompared() > 0);
      assertThat(scene.verification.status().state()).isEqualTo(VerificationState.PASS);

      scene.verification.follow(new VerificationPlan(Mode.FULL, 0, 0), 1);
      VerificationStatus status = scene.verify(1);
      assertThat(status.keysCompared()).isEqualTo(6_000);
      assertThat(status.round()).isEqualTo(1);

      scene.verification.follow(new VerificationPlan(Mode.FULL, 0, 1_000), 2);
      await()
          .atMost(LIMIT)
          .until(() -> scene.verification.status().state() == VerificationState.PASS);
      scene.verification.follow(new VerificationPlan(Mode.COUNTS, 0, 0), 2);
      status = scene.verify(2, each -> each.pass().mode() == Mode.COUNTS);
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
    }
  }

  @Test
  void switchedOffNothingIsRememberedAndSwitchedOnEverythingIsComparedAnew() throws Exception {
    try (VerifyScene scene = scene("7.0", "8.0", 1_000)) {
      scene.verify(1);
      scene.verification.follow(new VerificationPlan(Mode.OFF, 0, 0), 1);
      await()
          .atMost(LIMIT)
          .until(() -> scene.verification.status().state() == VerificationState.NEW);
      assertThat(scene.replication.touched().isTracking()).isFalse();
      assertThat(proof(scene, FenceScope.DELTA).message()).contains("no full verification");
      scene.target.command("DEL", "key7");

      scene.verification.follow(VerificationPlan.FULL, 1);

      VerificationStatus status = scene.verify(1, each -> each.round() == 2 && each.missing() == 1);
      assertThat(status.samples()).containsExactly(new Difference("0:key7", Verdict.MISSING));
    }
  }
}
