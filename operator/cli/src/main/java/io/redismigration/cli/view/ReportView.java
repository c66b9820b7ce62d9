package io.redismigration.cli.view;

import io.redismigration.migration.report.Human;
import io.redismigration.migration.report.MigrationReport;
import io.redismigration.migration.report.WrittenSince;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The report as text, as a run ends with it. */
public final class ReportView {
  private final Paint paint;

  /** With those colours. */
  public ReportView(Paint paint) {
    this.paint = paint;
  }

  /** Aligned text: what it came to. */
  public String render(MigrationReport report) {
    Columns facts = new Columns();
    facts.row("Result", result(report));
    facts.row("From", server(report.source()));
    facts.row("To", server(report.target()));
    if (report.times().tookMillis() != null) {
      facts.row("Took", duration(report.times().tookMillis()));
    }
    if (report.fullSync() != null) {
      facts.row("Full sync", fullSync(report.fullSync()));
    }
    for (MigrationReport.Stream shard : report.stream()) {
      if (shard.replicationId() != null) {
        facts.row("Stream", stream(shard));
        facts.row("Offsets", offsets(shard));
      }
    }
    if (report.keys() != null) {
      facts.row(
          "Keys",
          Human.count(report.keys().source())
              + " source, "
              + Human.count(report.keys().target())
              + " target");
    }
    cutover(facts, report.cutover());
    report.openSource().forEach(command -> facts.row("Open the source", command));
    report.restore().forEach(command -> facts.row("Put back by hand", command));
    if (report.verification() != null) {
      facts.row("Verification", verification(report.verification()));
    }
    parameters(facts, report.parameters());
    for (MigrationReport.Confirmation asked : report.confirmations()) {
      facts.row(
          "Confirmed",
          "%s, by %s, %s"
              .formatted(asked.what(), asked.by() == null ? "unknown" : asked.by(), asked.at()));
    }
    return facts.render("");
  }

  private String result(MigrationReport report) {
    String message = report.message().isEmpty() ? "" : ": " + report.message();
    String text = report.phase() + message;
    return switch (report.phase()) {
      case "Completed" -> paint.good(text);
      case "Failed" -> paint.bad(text);
      default -> paint.strong(text);
    };
  }

  private static String server(MigrationReport.Server server) {
    return server.version() == null
        ? server.endpoints()
        : server.endpoints() + "  (" + server.version() + ")";
  }

  private static String fullSync(MigrationReport.FullSync sync) {
    return "%s, %s in %s: %s keys/s, %s/s"
        .formatted(
            Human.count(sync.keys(), "key", "keys"),
            Human.bytes(sync.bytes()),
            duration(sync.millis()),
            Human.count(sync.keysPerSecond()),
            Human.bytes(sync.bytesPerSecond()));
  }

  private static String stream(MigrationReport.Stream shard) {
    return "%s applied%s, %s, %s, %s"
        .formatted(
            Human.count(shard.commands(), "command", "commands"),
            shard.commandsPerSecond() == null
                ? ""
                : " (%s/s)".formatted(Human.count(shard.commandsPerSecond())),
            Human.count(shard.reconnects(), "reconnect", "reconnects"),
            Human.count(shard.partialResyncs(), "partial resync", "partial resyncs"),
            Human.count(shard.fullResyncs(), "full resync", "full resyncs"));
  }

  private static String offsets(MigrationReport.Stream shard) {
    return "source %d, received %d, applied %d, confirmed %d"
        .formatted(
            shard.sourceOffset(),
            shard.receivedOffset(),
            shard.appliedOffset(),
            shard.confirmedOffset());
  }

  private void cutover(Columns facts, MigrationReport.Cutover cutover) {
    if (cutover.lagBytes() != null) {
      facts.row(
          "Lag at cutover",
          Human.bytes(cutover.lagBytes())
              + (cutover.lagMillis() == null ? "" : ", " + duration(cutover.lagMillis())));
    }
    cutover.outage().ifPresent(outage -> facts.row("Write outage", paint.strong(outage)));
    clients(facts, "Wrote before it", cutover.clientsBefore());
    clients(facts, "Tried after it", cutover.clientsAfter());
    ClientsText.left(facts, cutover.clientsAfter());
  }

  /** Those that write alone; the others are in the longer forms of the report. */
  private static void clients(Columns facts, String what, MigrationReport.Clients seen) {
    if (seen == null) {
      return;
    }
    if (seen.message() != null) {
      facts.row(what, "unknown: " + seen.message());
    }
    String name = what;
    for (MigrationReport.Client client : seen.clients()) {
      if (client.writing()) {
        facts.row(name, ClientsText.text(client));
        name = "";
      }
    }
  }

  private String verification(MigrationReport.Verification seen) {
    String compared =
        Human.count(seen.keysCompared(), "key", "keys")
            + ("Snapshots".equals(seen.method()) ? " compared by snapshots" : " compared");
    String covered = seen.coveredOffset() == null ? "" : " at offset " + seen.coveredOffset();
    String took = seen.millis() == null ? "" : " in " + duration(seen.millis());
    return switch (seen.state()) {
      case "Passed" -> equal(seen, "equal, " + compared + covered + took);
      case "Different" ->
          paint.bad(
              "%d missing, %d extra, %d value, %d type, %d ttl; %s%s"
                  .formatted(
                      seen.missing(),
                      seen.extra(),
                      seen.value(),
                      seen.type(),
                      seen.ttl(),
                      databases(seen),
                      compared + covered + took));
      case "Failed" -> paint.bad("failed: " + seen.message());
      default -> seen.state() + ", " + compared;
    };
  }

  /** Equality is told with what it does not speak of. */
  private String equal(MigrationReport.Verification seen, String text) {
    if (seen.outdated()) {
      return paint.bad(
          "outdated by a foreign write of %s; before it %s"
              .formatted(String.join(", ", seen.foreignWriters()), text));
    }
    WrittenSince open = seen.uncompared();
    return open.isNothing() ? paint.good(text) : paint.warning(text + "; " + open.text());
  }

  private static String databases(MigrationReport.Verification seen) {
    String databases =
        DatabasesText.of(
            seen.differingByDatabase().stream()
                .collect(
                    Collectors.toMap(
                        MigrationReport.DifferingDatabase::database,
                        MigrationReport.DifferingDatabase::keys)));
    return databases.isEmpty() ? "" : databases + "; ";
  }

  private static void parameters(Columns facts, List<MigrationReport.Parameter> parameters) {
    long restored = parameters.stream().filter(entry -> entry.state().equals("Restored")).count();
    if (restored > 0) {
      facts.row("Parameters", Human.count(restored) + " restored");
    }
    parameters.stream()
        .filter(entry -> !entry.state().equals("Restored"))
        .forEach(entry -> facts.row(entry.state(), parameter(entry)));
  }

  private static String parameter(MigrationReport.Parameter entry) {
    String change =
        "%s of %s: %s → %s"
            .formatted(entry.name(), entry.server(), entry.original(), entry.applied());
    return entry.message() == null ? change : change + "; " + entry.message();
  }

  private static String duration(long millis) {
    return Human.duration(Duration.ofMillis(millis));
  }
}
