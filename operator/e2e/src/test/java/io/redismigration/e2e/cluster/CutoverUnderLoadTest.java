package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.api.v1alpha1.CutoverStepStatus;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.OutageProbe;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A source that is written to as fast as the load goes until the cutover closes it, and clients
 * that follow an address which the migration leads over.
 */
@NeedsKubernetes
@Isolated("measures outages")
class CutoverUnderLoadTest {
  private static final String CLIENTS = "orders-redis";

  /** Whatever else the machine of a build does: the bars are held to where it is idle. */
  private static final Duration PASSABLE = Duration.ofSeconds(3);

  private static final Duration MEDIAN_BAR = Duration.ofMillis(100);
  private static final Duration WORST_BAR = Duration.ofMillis(500);
  private static final int ROUNDS = 20;
  private static final int HOT_ROUNDS = 3;

  @RegisterExtension final Stage stage = new Stage();

  /** What clients saw of one cutover. */
  private record Seen(Duration outage, Duration untilThroughAddress) {}

  /** As the command line's benchmark: what is open at the fence was written just before. */
  private static final WriteLoad MANY_KEYS =
      WriteLoad.of(LiveOperation.INCR, LiveOperation.HSET, LiveOperation.RPUSH, LiveOperation.SET)
          .keys(50_000);

  /** Each of them is open at any fence, a thousand of them sorted sets of hundreds of members. */
  private static final WriteLoad HOT_KEYS =
      WriteLoad.of(LiveOperation.INCR, LiveOperation.HSET, LiveOperation.ZADD, LiveOperation.SET)
          .keys(1_000);

  @Test
  void closesABusySourceForAMomentAndLeadsClientsOver() {
    Seen seen = cutOver("orders", MANY_KEYS);

    assertThat(seen.outage()).isLessThan(PASSABLE);
    assertThat(seen.untilThroughAddress()).isGreaterThan(seen.outage());
  }

  @Test
  @Tag("long")
  void closesBusySourcesForAFewMillisecondsTimeAfterTime() {
    List<Duration> outages = new ArrayList<>();
    List<Duration> throughAddress = new ArrayList<>();
    for (int i = 1; i <= ROUNDS; i++) {
      Seen seen = cutOver("orders-" + i, MANY_KEYS);
      outages.add(seen.outage());
      throughAddress.add(seen.untilThroughAddress());
    }

    Figures.record("outages under load, ms", millis(outages));
    Figures.record("first writes through the address under load, ms", millis(throughAddress));
    assertThat(median(outages)).isLessThan(MEDIAN_BAR);
    assertThat(Collections.max(outages)).isLessThan(WORST_BAR);
  }

  @Test
  @Tag("long")
  void comparesHotCollectionsWhileTheSourceIsClosed() {
    List<Duration> outages = new ArrayList<>();
    for (int i = 1; i <= HOT_ROUNDS; i++) {
      outages.add(cutOver("hot-" + i, HOT_KEYS).outage());
    }

    Figures.record("outages with hot collections, ms", millis(outages));
    assertThat(Collections.max(outages)).isLessThan(PASSABLE);
  }

  private Seen cutOver(String name, WriteLoad writes) {
    stage.between("7.0", "7.0").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(50_000).loadInto(stage.source());
    stage.service(CLIENTS, 6379, stage.source());
    stage.switcher(CLIENTS);
    LiveMigration migration = stage.migration(name);
    WriteLoad load = writes.perSecond(50_000).inFlight(200).stopWhenRefused();
    try (LiveWriter writer = LiveWriter.start(stage.source(), load);
        FollowedAddress followed =
            FollowedAddress.of(stage.kubernetes(), stage.namespace(), CLIENTS, stage.target())) {
      long begun = System.nanoTime();
      OutageProbe probe =
          OutageProbe.between(
              stage.source(), stage.target(), Stage::isCommitted, LiveMigration.LIMIT);
      migration.apply(
          stage
              .manifest()
              // The resources of a worker are what it has by default: this is what users get.
              .set("spec.worker", Map.of())
              .set("spec.verification.mode", "Full")
              .set("spec.cutover.switchover.serviceAccountName", Stage.SWITCHER)
              .set("spec.cutover.switchover.endpointSlice", stage.sliceToTarget(CLIENTS)));
      migration.confirm();
      Duration outage = probe.outage();
      double seconds = (System.nanoTime() - begun) / 1e9;
      Duration throughAddress = outage.plus(followed.firstWrite(probe.firstOnTarget()));
      RedisMigrationStatus completed = migration.await(Phase.Completed);

      Figures.record(
          "writes per second until the fence", Math.round(writer.tally().acknowledged() / seconds));
      Figures.record("outage under load, probing writer, ms", outage.toMillis());
      Figures.record("outage under load, own account, ms", completed.cutover().outageMillis());
      Figures.record("steps of the cutover under load, ms", steps(completed));
      Figures.record("first write through the address after, ms", throughAddress.toMillis());
      assertThat(writer.hasEnded()).as("the fence ended the writer").isTrue();
      assertThat(writer.countersIn(stage.target()))
          .isGreaterThanOrEqualTo(writer.tally().acknowledged(LiveOperation.INCR));
      Oracle.awaitSameData(
          stage.source(),
          stage.target(),
          key -> key.equals(OutageProbe.KEY) || key.equals(FollowedAddress.KEY),
          LiveMigration.LIMIT);
      leaveNothingFor(migration);
      return new Seen(outage, throughAddress);
    }
  }

  /** How long each took, but for the first, whose beginning is not told. */
  private static String steps(RedisMigrationStatus completed) {
    List<CutoverStepStatus> steps = completed.cutover().steps();
    return IntStream.range(1, steps.size())
        .mapToObj(
            i ->
                steps.get(i).name()
                    + " "
                    + Duration.between(
                            Instant.parse(steps.get(i - 1).at()), Instant.parse(steps.get(i).at()))
                        .toMillis())
        .collect(Collectors.joining(", "));
  }

  /** The next round has the machine to itself. */
  private void leaveNothingFor(LiveMigration migration) {
    migration.delete("background");
    migration.awaitGone();
    stage.source().close();
    stage.target().close();
  }

  private static Duration median(List<Duration> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  private static String millis(List<Duration> all) {
    return "median "
        + median(all).toMillis()
        + ", worst "
        + Collections.max(all).toMillis()
        + " of "
        + all.size();
  }
}
