package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.TouchedKeys;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  private VerifyScene scene(String from, String to) throws IOException {
    RedisServer source = servers.start(from);
    Dataset.seeded(7).keys(3_000).loadInto(source);
    return new VerifyScene(source, servers.start(to), directory, Duration.ofMinutes(10));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "7.0, valkey-9.1", "6.2, 8.0", "8.0, 8.0"})
  void everyTypeIsFoundEqualAtRest(String from, String to) throws Exception {
    try (VerifyScene scene = scene(from, to)) {
      VerificationStatus status = scene.verify(1);

      assertThat(status.samples()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
      assertThat(status.keysCompared()).isEqualTo(3_000);
      assertThat(status.heldTtls()).isGreaterThan(500);
      EqualityProof proof = scene.verification.arm();
      EqualityProof.Finding finding = proof.prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).as(finding.message()).isZero();
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0", "7.0, valkey-9.1"})
  void aBusySourceIsProvenWithoutFalseDifferences(String from, String to) throws Exception {
    try (VerifyScene scene = scene(from, to);
        LiveWriter writer =
            LiveWriter.start(
                scene.source,
                WriteLoad.of(LiveOperation.knownTo(scene.source.version()))
                    .keys(100)
                    .perSecond(3_000))) {
      VerificationStatus status = scene.verify(1);
      long covered = status.coveredOffset();
      status = scene.verify(1, each -> each.coveredOffset() > covered + 100_000);

      assertThat(status.samples()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
      writer.stop();
      scene.awaitDrained();
      EqualityProof.Finding finding = scene.verification.arm().prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).as(finding.message()).isZero();
    }
  }

  /** Sources do not stream it: a replica would not have it either. */
  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"6.2, 8.0", "7.0, 7.0", "8.0, 8.0", "8.0, newest", "valkey-9.1, valkey-9.1"})
  void aConsumerThatReadNothingIsNoDifference(String from, String to) throws Exception {
    try (VerifyScene scene = scene(from, to)) {
      scene.source.command("XGROUP", "CREATE", "news", "readers", "$", "MKSTREAM");
      scene.source.command("XREADGROUP", "GROUP", "readers", "anna", "STREAMS", "news", ">");
      scene.awaitDrained();

      VerificationStatus status = scene.verify(1);

      assertThat(status.samples()).isEmpty();
      assertThat(status.state()).isEqualTo(VerificationState.EQUAL);
    }
  }

  @Test
  void aDefectEndsAsFailedWithItsReason() throws Exception {
    RedisServer source = servers.start("7.0");
    Capabilities server =
        Capabilities.of(ServerIdentity.fromInfo((String) source.command("INFO", "server")));
    try (Verification verification =
        new Verification(
            new Verification.Subject(
                VerifyScene.connector(source),
                VerifyScene.connector(source),
                server,
                server,
                16,
                (patience, hold) -> {
                  throw new UnsupportedOperationException("not thought of");
                },
                new TouchedKeys(1 << 20),
                new DirtyKeys(1 << 20),
                new TtlPolicy(Duration.ofMinutes(10)),
                Optional.empty()),
            VerificationSettings.DEFAULT,
            InstantSource.system())) {
      verification.start(1);

      await().until(() -> verification.status().state() == VerificationState.FAILED);
      assertThat(verification.status().message().orElseThrow())
          .contains("defect", "not thought of");
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0", "7.0, valkey-9.1", "8.0, 8.0", "valkey-9.1, valkey-9.1"})
  void eachSmallestChangeIsFoundNamedAndRepaired(String from, String to) throws Exception {
    try (VerifyScene scene = VerifyScene.of(servers, from, to, directory)) {
      List<Mutations.Mutation> mutations = Mutations.between(scene.source, scene.target);
      mutations.forEach(each -> each.prepare(scene.source));
      scene.awaitDrained();
      assertThat(scene.verify(1).samples()).isEmpty();
      mutations.forEach(each -> each.spoil(scene.target));

      VerificationStatus status = scene.verify(2, each -> each.round() == 2);

      List<Difference> expected = mutations.stream().map(Mutations.Mutation::expected).toList();
      assertThat(status.samples()).isSubsetOf(expected);
      for (Verdict verdict : Verdict.values()) {
        assertThat(count(status, verdict))
            .as("%s of %s", verdict, expected)
            .isEqualTo(expected.stream().filter(each -> each.verdict() == verdict).count());
      }
      EqualityProof.Finding finding = scene.verification.arm().prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).isEqualTo(mutations.size());
      finding = scene.verification.arm(FenceScope.EVERY_KEY).prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).isEqualTo(mutations.size());

      RepairReport report = scene.verification.repair();

      assertThat(report).isEqualTo(new RepairReport(0, mutations.size(), 0, 0, 0));
      status = scene.verify(3, each -> each.round() == 3);
      assertThat(status.samples()).isEmpty();
      finding = scene.verification.arm().prove(Duration.ofSeconds(5));
      assertThat(finding.differing()).as(finding.message()).isZero();
    }
  }

  static long count(VerificationStatus status, Verdict verdict) {
    return switch (verdict) {
      case MISSING -> status.missing();
      case EXTRA -> status.extra();
      case VALUE -> status.value();
      case TYPE -> status.type();
      case TTL -> status.ttl();
      case LARGE -> status.undecided();
      case EQUAL -> 0;
    };
  }

  /** One after another, so that each is named. */
  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"7.0, 8.0", "8.0, 8.0"})
  void eachSmallestChangeIsNamedByItself(String from, String to) throws Exception {
    try (VerifyScene scene = VerifyScene.of(servers, from, to, directory)) {
      List<Mutations.Mutation> mutations = Mutations.between(scene.source, scene.target);
      mutations.forEach(each -> each.prepare(scene.source));
      scene.awaitDrained();
      scene.verify(1);
      int round = 1;
      for (Mutations.Mutation each : mutations) {
        if (each.key().startsWith("renamed")) {
          continue; // Two keys at once.
        }
        each.spoil(scene.target);
        int next = ++round;

        VerificationStatus status = scene.verify(next, seen -> seen.round() == next);

        assertThat(status.samples()).containsExactly(each.expected());
        scene.verification.repair();
        assertThat(scene.verify(next, seen -> seen.state() == VerificationState.EQUAL).samples())
            .isEmpty();
      }
    }
  }
}
