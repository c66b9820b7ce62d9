package io.redismigration.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.Fixtures;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientsTextTest {
  private static final SourceClient BILLING =
      new SourceClient("10.0.0.5", "shop/billing-0", "billing", "app", 3, true, "hset");
  private static final SourceClient CRON =
      new SourceClient("10.0.0.7", null, null, "default", 1, true, "set");
  private static final SourceClient READER =
      new SourceClient("10.0.0.6", null, "reader", "default", 9, false, "get");

  @Test
  void beforeTheCommitWritersHaveARowEachAndTheOthersOne() {
    assertThat(rows(new SourceClients(seen(BILLING, CRON, READER), null)))
        .isEqualTo(
            """
            Writes to source  10.0.0.5 (pod shop/billing-0, billing, user app): 3 connections, last command seen hset
                              10.0.0.7: 1 connection, last command seen set
            On source, too    10.0.0.6 (reader), 4 connections of others; seen 12:00:00Z
            """);
  }

  @Test
  void afterTheCommitThoseWhoStillComeAreShown() {
    assertThat(rows(new SourceClients(seen(BILLING), seen(CRON))))
        .contains("Still tries source  10.0.0.7")
        .doesNotContain("billing");
  }

  @Test
  void theLastLookSaysWhoWasLeftAndForHowLongWasLooked() {
    ClientsSeen last = seen(CRON, READER).looked(Fixtures.NOON, Fixtures.NOON.plusSeconds(3));

    assertThat(rows(new SourceClients(seen(BILLING), last)))
        .isEqualTo(
            """
            Still tries source  10.0.0.7: 1 connection, last command seen set
            Still on source     10.0.0.6 (reader), 4 connections of others; seen 12:00:00Z
            Last look           12:00:03Z, after 3.0 s: 14 connections to the source, 1 of clients that write
            """);
  }

  @Test
  void wasNobodyLeftThatIsSaid() {
    ClientsSeen nobody =
        new ClientsSeen(Fixtures.NOON, null, 0, null)
            .looked(Fixtures.NOON, Fixtures.NOON.plusSeconds(3));

    assertThat(rows(new SourceClients(seen(BILLING), nobody)))
        .isEqualTo("Last look  12:00:03Z, after 3.0 s: nobody was connected to the source\n");
  }

  @Test
  void whoMustNotAskSaysSo() {
    ClientsSeen unseen = ClientsSeen.not(Fixtures.NOON, "the source does not say");

    assertThat(rows(new SourceClients(unseen, null)))
        .isEqualTo("Source's clients  the source does not say\n");
  }

  @Test
  void whereNobodyLookedNothingIsShown() {
    assertThat(rows(SourceClients.none())).isEmpty();
  }

  private static ClientsSeen seen(SourceClient... clients) {
    return new ClientsSeen(Fixtures.NOON, List.of(clients), 4, null);
  }

  private static String rows(SourceClients clients) {
    Columns facts = new Columns();
    ClientsText.rows(facts, clients, Paint.PLAIN);
    return facts.render("");
  }
}
