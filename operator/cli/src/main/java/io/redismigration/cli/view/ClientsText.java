package io.redismigration.cli.view;

import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.report.Human;
import io.redismigration.migration.report.MigrationReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who uses the source, in words. */
public final class ClientsText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int MOST_OTHERS = 5;
  private static final String ANYBODY = "default";

  private ClientsText() {}

  /** Those that write, a row each, and the others in one. */
  static void rows(Columns facts, SourceClients clients, Paint paint) {
    ClientsSeen seen = clients.latest();
    if (seen == null) {
      return;
    }
    if (seen.unseen() != null) {
      facts.row("Source's clients", seen.unseen());
      return;
    }
    boolean after = clients.after() != null;
    writing(facts, after ? "Still tries source" : "Writes to source", seen, paint);
    others(facts, after ? "Still on source" : "On source, too", seen);
    if (after && seen.lookedFor() != null) {
      facts.row(
          "Last look",
          left(
              seen.unlisted(),
              seen.clients().stream().map(ClientsText::connections).toList(),
              seen.lookedFor(),
              seen.until()));
    }
  }

  /** Who was left when nobody looked any more, and who of them wrote. */
  static void left(Columns facts, MigrationReport.Clients seen) {
    if (seen == null || seen.message() != null || seen.from() == null || seen.until() == null) {
      return;
    }
    List<MigrationReport.Client> others =
        seen.clients().stream().filter(client -> !client.writing()).toList();
    String text =
        others(
            others.stream()
                .map(each -> who(each.address(), each.pod(), each.name(), each.user()))
                .toList(),
            seen.unlisted()
                + others.stream()
                    .skip(MOST_OTHERS)
                    .mapToInt(MigrationReport.Client::connections)
                    .sum());
    if (!text.isEmpty()) {
      facts.row("Still connected", text);
    }
    facts.row(
        "Last look",
        left(
            seen.unlisted(),
            seen.clients().stream().map(ClientsText::connections).toList(),
            Duration.between(seen.from(), seen.until()),
            seen.until()));
  }

  /** Connections of one client. */
  private record Connections(int count, boolean writing) {}

  private static Connections connections(SourceClient client) {
    return new Connections(client.connections(), client.writing());
  }

  private static Connections connections(MigrationReport.Client client) {
    return new Connections(client.connections(), client.writing());
  }

  private static String left(
      int unlisted, List<Connections> clients, Duration lookedFor, Instant until) {
    int all = unlisted + clients.stream().mapToInt(Connections::count).sum();
    int writing = clients.stream().filter(Connections::writing).mapToInt(Connections::count).sum();
    String who =
        all == 0
            ? "nobody was connected to the source"
            : "%s to the source, %s of clients that write"
                .formatted(
                    Human.count(all, "connection", "connections"),
                    writing == 0 ? "none" : Human.count(writing));
    return "%sZ, after %s: %s".formatted(TIME.format(until), Human.duration(lookedFor), who);
  }

  /** Those that write alone, aligned; empty where none is seen to. */
  public static String writers(MigrationStatus status, Paint paint) {
    Columns facts = new Columns();
    writers(facts, SourceClients.of(status.shards()), paint);
    return facts.render("");
  }

  /** Those that write alone, for whoever is about to close the source. */
  static void writers(Columns facts, SourceClients clients, Paint paint) {
    if (clients.latest() != null) {
      writing(facts, "Still writing", clients.latest(), paint);
    }
  }

  private static void writing(Columns facts, String title, ClientsSeen seen, Paint paint) {
    String name = title;
    for (SourceClient client : seen.writing()) {
      facts.row(name, paint.warning(text(client)));
      name = "";
    }
  }

  private static void others(Columns facts, String title, ClientsSeen seen) {
    List<SourceClient> others =
        seen.clients().stream().filter(client -> !client.writing()).toList();
    int unlisted =
        seen.unlisted()
            + others.stream().skip(MOST_OTHERS).mapToInt(SourceClient::connections).sum();
    String text = others(others.stream().map(ClientsText::who).toList(), unlisted);
    if (!text.isEmpty()) {
      facts.row(title, text + "; seen " + TIME.format(seen.since()) + "Z");
    }
  }

  private static String others(List<String> who, int unlisted) {
    return Stream.concat(
            who.stream().limit(MOST_OTHERS),
            Stream.of(unlisted)
                .filter(count -> count > 0)
                .map(count -> Human.count(count, "connection", "connections") + " of others"))
        .collect(Collectors.joining(", "));
  }

  private static String text(SourceClient client) {
    return text(who(client), client.connections(), client.lastCommand());
  }

  /** One of a report. */
  static String text(MigrationReport.Client client) {
    return text(
        who(client.address(), client.pod(), client.name(), client.user()),
        client.connections(),
        client.lastCommand());
  }

  private static String text(String who, int connections, String lastCommand) {
    return "%s: %s, last command seen %s"
        .formatted(who, Human.count(connections, "connection", "connections"), lastCommand);
  }

  private static String who(SourceClient client) {
    return who(client.address(), client.pod(), client.name(), client.user());
  }

  /** {@code 10.0.0.5 (pod shop/billing-0, billing, user app)}. */
  private static String who(String address, String pod, String name, String user) {
    String known =
        Stream.of(
                pod == null ? null : "pod " + pod,
                name,
                user == null || user.equals(ANYBODY) ? null : "user " + user)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return known.isEmpty() ? address : address + " (" + known + ")";
  }
}
