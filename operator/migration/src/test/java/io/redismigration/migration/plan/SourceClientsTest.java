package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.report.MigrationReport;
import io.redismigration.migration.report.ReportPage;
import io.redismigration.migration.report.Reporter;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceClientsTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final SourceClient BILLING = client("10.0.0.5", "billing", 3, true);
  private static final SourceClient READER = client("10.0.0.6", "reader", 9, false);

  @Test
  void whoUsedTheSourceBeforeIsStillKnownWhenALaterWorkerOnlySeesWhoDoesAfterwards() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    story.report(TaskType.REPLICATE, seeing(new SourceClients(seen(BILLING, READER), null)));

    story.report(TaskType.REPLICATE, seeing(new SourceClients(null, seen(READER))));

    SourceClients known = SourceClients.of(story.status().shards());
    assertThat(known.before().writing()).containsExactly(BILLING);
    assertThat(known.after().clients()).containsExactly(READER);
    assertThat(known.latest()).isEqualTo(known.after());
  }

  @Test
  void aPodThatIsGoneSinceItWasSeenKeepsItsNameAndALaterLookNamesAnew() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    story.report(
        TaskType.REPLICATE, seeing(new SourceClients(seen(BILLING.in("shop/billing-0")), null)));

    story.report(TaskType.REPLICATE, seeing(new SourceClients(seen(BILLING), null)));
    assertThat(SourceClients.of(story.status().shards()).before().clients())
        .extracting(SourceClient::pod)
        .containsExactly("shop/billing-0");
    story.report(
        TaskType.REPLICATE,
        seeing(
            new SourceClients(
                new ClientsSeen(NOON.plusSeconds(10), List.of(BILLING), 0, null), null)));

    assertThat(SourceClients.of(story.status().shards()).before().clients())
        .containsExactly(BILLING);
  }

  @Test
  void theReportNamesThem() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    story.report(
        TaskType.REPLICATE,
        seeing(new SourceClients(seen(BILLING.in("shop/billing-0")), seen(READER))));

    MigrationReport report = new Reporter(1024).of(story.migration(), "shop", NOON);

    assertThat(report.cutover().clientsBefore().clients())
        .containsExactly(
            new MigrationReport.Client(
                "10.0.0.5", "shop/billing-0", "billing", "default", 3, true, "set"));
    assertThat(report.cutover().clientsAfter().clients())
        .extracting(MigrationReport.Client::name)
        .containsExactly("reader");
    assertThat(ReportPage.of(report))
        .contains("Clients of the source before the cutover", "shop/billing-0")
        .contains("Clients of the source after the cutover", "10.0.0.6")
        .doesNotContain("never since");
  }

  @Test
  void theReportSaysForHowLongWasLooked() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    Instant until = NOON.plusSeconds(3);
    story.report(
        TaskType.REPLICATE,
        seeing(new SourceClients(seen(BILLING), seen(READER).looked(NOON, until))));

    MigrationReport report = new Reporter(1024).of(story.migration(), "shop", NOON);

    assertThat(report.cutover().clientsAfter().from()).isEqualTo(NOON);
    assertThat(report.cutover().clientsAfter().until()).isEqualTo(until);
    assertThat(ReportPage.of(report)).contains("for 3.0 s, and never since");
  }

  @Test
  void shardsTogetherWereLookedAtFromTheFirstLookToTheLast() {
    ShardProgress one = looked(NOON, NOON.plusSeconds(3));

    assertThat(
            SourceClients.of(List.of(one, looked(NOON.minusSeconds(1), NOON.plusSeconds(2))))
                .after()
                .lookedFor())
        .isEqualTo(Duration.ofSeconds(4));
    assertThat(SourceClients.of(List.of(one, looked(NOON, null))).after().until()).isNull();
  }

  private static ShardProgress looked(Instant from, Instant until) {
    return ShardProgress.none("0").with(new SourceClients(null, seen(READER).looked(from, until)));
  }

  @Test
  void shardsTogetherNameEachClientOnceAndTheWritersFirst() {
    ShardProgress one =
        ShardProgress.none("0").with(new SourceClients(seen(READER, BILLING), null));
    ShardProgress other =
        ShardProgress.none("1")
            .with(
                new SourceClients(
                    new ClientsSeen(
                        NOON.plusSeconds(5),
                        List.of(client("10.0.0.6", "reader", 1, true)),
                        4,
                        null),
                    null));

    assertThat(SourceClients.of(List.of(one, other)).before())
        .isEqualTo(
            new ClientsSeen(
                NOON.plusSeconds(5),
                List.of(client("10.0.0.6", "reader", 10, true), BILLING),
                4,
                null));
  }

  @Test
  void noMoreThanTwentyAreKeptAndNoWriterBeforeAReaderIsLeftOut() {
    List<SourceClient> many =
        Stream.concat(
                IntStream.range(0, 30).mapToObj(i -> client("10.0.1." + i, null, 5, false)),
                Stream.of(BILLING))
            .toList();

    ClientsSeen seen = new ClientsSeen(NOON, many, 1, null);

    assertThat(seen.clients()).hasSize(ClientsSeen.MOST).startsWith(BILLING);
    assertThat(seen.unlisted()).isEqualTo(1 + 11 * 5);
  }

  private static Report seeing(SourceClients clients) {
    return Report.of(TaskState.STREAMING).clients(clients);
  }

  private static ClientsSeen seen(SourceClient... clients) {
    return new ClientsSeen(NOON, List.of(clients), 0, null);
  }

  private static SourceClient client(String address, String name, int connections, boolean writes) {
    return new SourceClient(
        address, null, name, "default", connections, writes, writes ? "set" : "get");
  }
}
