package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.net.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceProofTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  private VerifyScene farFrom(RedisServer source, FaultProxy way) throws Exception {
    return new VerifyScene(
        source,
        servers.start("8.0"),
        directory,
        Duration.ofMinutes(10),
        VerifyScene.connector(way.host(), way.port()),
        Duration.ofSeconds(1));
  }

  private VerifyScene scene(int keys) throws Exception {
    RedisServer source = servers.start("7.0");
    Dataset.seeded(5).keys(keys).loadInto(source);
    return new VerifyScene(source, servers.start("8.0"), directory, Duration.ofMinutes(10));
  }

  @Test
  void withoutAFullPassNothingIsProven() throws Exception {
    try (VerifyScene scene = scene(100)) {
      EqualityProof.Finding finding = scene.verification.arm().prove(LIMIT);

      assertThat(finding.equal()).isFalse();
      assertThat(finding.message()).contains("no full verification");
    }
  }

  @Test
  void aKeyThatAppearedOnTheTargetAloneShowsInTheCounts() throws Exception {
    try (VerifyScene scene = scene(500)) {
      scene.verify(1);
      scene.target.command("SET", "stray", "value");

      EqualityProof.Finding finding = scene.verification.arm().prove(LIMIT);

      assertThat(finding.equal()).isFalse();
      assertThat(finding.message()).contains("database 0 holds");
    }
  }

  @Test
  void aKeyThatExpiresBetweenTheReadsOfBothSidesDoesNotDiffer() throws Exception {
    RedisServer source = servers.start("7.0");
    try (FaultProxy farAway = FaultProxy.to(source.host(), source.port());
        VerifyScene scene =
            new VerifyScene(
                source,
                servers.start("8.0"),
                directory,
                Duration.ofMinutes(10),
                VerifyScene.connector(farAway.host(), farAway.port()),
                Duration.ofMillis(10))) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm();
      for (int i = 0; i < 200; i++) {
        scene.source.command("PSETEX", "brief" + i, Integer.toString(100 + i * 10), "value");
      }
      scene.awaitDrained();
      for (int i = 0; i < 200; i++) {
        scene.replication.touched().add(0, ("brief" + i).getBytes(StandardCharsets.US_ASCII));
      }

      farAway.delay(Duration.ofMillis(50));
      EqualityProof.Finding finding = proof.prove(LIMIT);

      assertThat(finding.message()).doesNotContain("keys differ");
      assertThat(finding.equal()).as(finding.message()).isTrue();
    }
  }

  /** Two round trips per some thousand keys, and some more: not two per some hundred. */
  @Test
  void aSourceFarAwayIsAskedForAsMuchAsFillsTheWay() throws Exception {
    int keys = 10_000;
    RedisServer source = servers.start("7.0");
    try (FaultProxy farAway = FaultProxy.to(source.host(), source.port())) {
      farAway.delay(Duration.ofMillis(25));
      try (VerifyScene scene = farFrom(source, farAway)) {
        scene.verify(1);
        EqualityProof proof = scene.verification.arm();
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
          touch(scene, keys);
          long begun = System.nanoTime();
          EqualityProof.Finding finding = proof.prove(LIMIT);
          long millis = (System.nanoTime() - begun) / 1_000_000;
          assertThat(finding.equal()).as(finding.message()).isTrue();
          if (finding.compared() == keys) {
            best = Math.min(best, millis);
          }
        }
        assertThat(best).isLessThan(1_500);
      }
    }
  }

  @Test
  void aComparisonThatIsToEndDoesSoBeforeMuchMoreIsRead() throws Exception {
    RedisServer source = servers.start("7.0");
    try (FaultProxy farAway = FaultProxy.to(source.host(), source.port())) {
      farAway.delay(Duration.ofMillis(25));
      try (VerifyScene scene = farFrom(source, farAway)) {
        scene.verify(1);
        EqualityProof proof = scene.verification.arm();
        touch(scene, 10_000);
        AtomicInteger asked = new AtomicInteger();

        EqualityProof.Finding ended = proof.prove(LIMIT, () -> asked.incrementAndGet() < 4);

        assertThat(ended.differing()).isEqualTo(EqualityProof.Finding.UNKNOWN);
        assertThat(ended.message()).matches("the time was over after [0-9]{1,3} of [0-9]+ keys");
        EqualityProof.Finding again = proof.prove(LIMIT);
        assertThat(again.equal()).as(again.message()).isTrue();
        assertThat(again.compared()).isGreaterThanOrEqualTo(10_000);
      }
    }
  }

  @Test
  void keysThatExpireMeanwhileHideNoneThatIsMissing() throws Exception {
    try (VerifyScene scene = scene(500)) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm(FenceScope.COUNTS);
      scene.source.command("SET", "lasting", "value");
      try (Pipeline pipeline = scene.source.pipeline()) {
        for (int i = 0; i < 3_000; i++) {
          pipeline.add("PSETEX", "brief" + i, Integer.toString(100 + i), "value");
        }
      }
      scene.awaitDrained();
      scene.target.command("DEL", "lasting");

      for (int attempt = 0; attempt < 20; attempt++) {
        EqualityProof.Finding finding = proof.prove(LIMIT);
        assertThat(finding.equal()).as(finding.message()).isFalse();
      }
    }
  }

  @Test
  void moreTouchedKeysThanCanBeRememberedProveNothing() throws Exception {
    try (VerifyScene scene = scene(500)) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm();
      scene.replication.touched().overflow();

      assertThat(proof.prove(LIMIT).differing()).isEqualTo(EqualityProof.Finding.UNKNOWN);
      scene.verify(1, status -> status.round() > 1 && !status.overflow());
      assertThat(proof.prove(LIMIT).equal()).isTrue();
    }
  }

  @Test
  void keysTouchedJustBeforeTheFenceAreComparedInAFewMilliseconds() throws Exception {
    try (VerifyScene scene = scene(20_000)) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm();
      long best = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 10; attempt++) {
        try (Pipeline pipeline = scene.source.pipeline()) {
          for (int i = 0; i < 5_000; i++) {
            pipeline.add("SET", "touched" + i, "value" + attempt);
          }
        }
        scene.awaitDrained();
        // A round may have dealt with them already: named again, they are open at the fence.
        for (int i = 0; i < 5_000; i++) {
          scene.replication.touched().add(0, ("touched" + i).getBytes(StandardCharsets.US_ASCII));
        }
        long begun = System.nanoTime();
        EqualityProof.Finding finding = proof.prove(LIMIT);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertThat(finding.equal()).as(finding.message()).isTrue();
        if (finding.compared() >= 4_000) {
          best = Math.min(best, millis);
        }
      }
      assertThat(best).isLessThan(500);
    }
  }

  @Test
  void whatIsOpenIsComparedBeforeTheFenceSoThatLittleIsLeft() throws Exception {
    try (VerifyScene scene = scene(500)) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm();
      touch(scene, 20_000);

      proof.approach(LIMIT, () -> true);
      EqualityProof.Finding finding = proof.prove(LIMIT);

      assertThat(finding.equal()).as(finding.message()).isTrue();
      assertThat(finding.compared()).isLessThan(1_000);
    }
  }

  @Test
  void whatNobodyWantsToApproachAnyMoreStaysOpen() throws Exception {
    try (VerifyScene scene = scene(500)) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm();
      touch(scene, 5_000);

      proof.approach(LIMIT, () -> false);
      EqualityProof.Finding finding = proof.prove(LIMIT);

      assertThat(finding.equal()).as(finding.message()).isTrue();
      assertThat(finding.compared()).isGreaterThanOrEqualTo(5_000);
    }
  }

  @Test
  void aDifferenceSeenBeforeTheFenceIsFoundUnderIt() throws Exception {
    try (VerifyScene scene = scene(500)) {
      scene.verify(1);
      EqualityProof proof = scene.verification.arm();
      touch(scene, 5_000);
      scene.target.command("APPEND", "touched7", "spoiled");

      proof.approach(LIMIT, () -> true);

      assertThat(proof.prove(LIMIT).differing()).isEqualTo(1);
    }
  }

  /** New keys on both sides, all of which are open whatever a round has compared meanwhile. */
  private static void touch(VerifyScene scene, int count) throws Exception {
    try (Pipeline pipeline = scene.source.pipeline()) {
      for (int i = 0; i < count; i++) {
        pipeline.add("SET", "touched" + i, "value");
      }
    }
    scene.awaitDrained();
    for (int i = 0; i < count; i++) {
      scene.replication.touched().add(0, ("touched" + i).getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void keysSpoiledUnderWritesAreRepairedUnderWrites() throws Exception {
    try (VerifyScene scene = scene(2_000);
        LiveWriter writer =
            LiveWriter.start(
                scene.source,
                WriteLoad.of(LiveOperation.knownTo(scene.source.version()))
                    .keys(50)
                    .perSecond(2_000))) {
      scene.verify(1);
      for (int i = 0; i < 200; i++) {
        scene.target.command("RANDOMKEY");
        String key = (String) scene.target.command("RANDOMKEY");
        if (!key.startsWith("redis-migration") && !key.startsWith("live:")) {
          scene.target.command("DEL", key);
        }
      }
      VerificationStatus status = scene.verify(2);
      assertThat(status.missing()).isGreaterThan(100);

      RepairReport report = scene.verification.repair();

      assertThat(report.complete()).as(report.toString()).isTrue();
      writer.awaitMore(2_000, VerifyScene.LIMIT);
      status = scene.verify(3);
      assertThat(status.samples()).isEmpty();
      writer.stop();
      scene.awaitDrained();
      EqualityProof.Finding finding = scene.verification.arm().prove(LIMIT);
      assertThat(finding.equal()).as(finding.message()).isTrue();
    }
  }

  @Test
  @Tag("long")
  void aMillionKeysAreComparedWithoutHarmToTheSource() throws Exception {
    RedisServer source = servers.start("7.0");
    try (Pipeline pipeline = source.pipeline()) {
      for (int i = 0; i < 1_000_000; i++) {
        pipeline.add("SET", "key" + i, "value" + i);
      }
    }
    try (VerifyScene scene =
            new VerifyScene(source, servers.start("8.0"), directory, Duration.ofMinutes(10));
        var probe = source.connect()) {
      long worst = 0;
      scene.verification.start(1);
      while (scene.verification.status().state() != VerificationState.EQUAL) {
        long begun = System.nanoTime();
        probe.command("PING");
        worst = Math.max(worst, System.nanoTime() - begun);
      }
      VerificationStatus status = scene.verification.status();
      assertThat(status.keysCompared()).isEqualTo(1_000_000);
      assertThat(worst).as("slowest answer of the source, ns").isLessThan(2_000_000_000L);
    }
  }
}
