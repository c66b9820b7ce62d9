package io.redismigration.migration.report;

import static io.redismigration.migration.report.PageText.cells;
import static io.redismigration.migration.report.PageText.duration;
import static io.redismigration.migration.report.PageText.exact;
import static io.redismigration.migration.report.PageText.joined;
import static io.redismigration.migration.report.PageText.lag;
import static io.redismigration.migration.report.PageText.moment;
import static io.redismigration.migration.report.PageText.style;
import static io.redismigration.migration.report.PageText.text;

import io.redismigration.migration.report.Html.Cell;
import io.redismigration.migration.report.Html.Fact;
import io.redismigration.migration.report.MigrationReport.PhaseSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The report as one page of HTML that needs nothing else: no script, no font, no address. Readable
 * in light and dark, and on paper. The same report gives the same page.
 */
public final class ReportPage {
  private static final Set<String> ENDED = Set.of("Completed", "Failed", "Cancelled");

  private ReportPage() {}

  /** The page. */
  public static String of(MigrationReport report) {
    Html page = new Html();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(
        "<meta http-equiv=\"Content-Security-Policy\""
            + " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", null, "Migration " + report.name() + ": " + report.phase());
    page.raw("\n<style>\n").raw(ReportStyle.SHEET).raw("</style>\n</head>\n<body>\n<main>\n");
    head(page, report);
    phases(page, report);
    servers(page, report);
    rates(page, report);
    cutover(page, report);
    VerificationPage.append(page, report.verification());
    guarantees(page, report);
    confirmations(page, report);
    parameters(page, report);
    checks(page, report);
    timeline(page, report);
    page.element("footer", null, foot(report));
    return page.raw("\n</main>\n</body>\n</html>\n").done();
  }

  private static void head(Html page, MigrationReport report) {
    page.raw("<header>\n").element("h1", null, "Migration " + report.name()).raw("\n");
    page.element("p", "verdict " + style(report.phase()), report.phase()).raw("\n");
    page.element("p", null, report.message()).raw("\n</header>\n");
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("From", side(report.source())));
    facts.add(Fact.of("To", side(report.target())));
    facts.add(Fact.of("Namespace", report.namespace()));
    facts.add(Fact.of("Run", report.runId() + ", attempt " + report.attempt()));
    facts.add(Fact.of("Started", moment(report.times().started())));
    facts.add(Fact.of("Ended", moment(report.times().ended())));
    facts.add(Fact.of("Took", duration(report.times().tookMillis())));
    facts.add(new Fact("Write outage", report.cutover().outage().orElse(null), "strong"));
    if (report.failure() != null) {
      facts.add(
          new Fact("Failed", report.failure().reason() + ": " + report.failure().message(), "bad"));
      facts.add(Fact.of("What to do", report.failure().remedy()));
    }
    page.facts(facts);
    commands(page, "Put back by hand", report.restore());
    commands(page, "Open the source to writers again", report.openSource());
  }

  private static void commands(Html page, String what, List<String> commands) {
    if (!commands.isEmpty()) {
      page.heading(what).element("pre", null, String.join("\n", commands)).raw("\n");
    }
  }

  private static String side(MigrationReport.Server server) {
    return joined(server.endpoints(), server.version());
  }

  /** A bar as long as the run, with a part for each phase, and the same in figures. */
  private static void phases(Html page, MigrationReport report) {
    page.heading("Phases");
    List<PhaseSpan> working =
        report.phases().stream().filter(span -> !ENDED.contains(span.phase())).toList();
    long total = working.stream().mapToLong(PhaseSpan::millis).sum();
    if (total > 0) {
      page.raw("<div class=\"bar\" aria-hidden=\"true\">");
      for (PhaseSpan span : working) {
        // Wide enough to be seen, however short.
        long share = Math.max(4, span.millis() * 1000 / total);
        page.raw("<span class=\"%s\" style=\"flex-grow:%d\"></span>".formatted(band(span), share));
      }
      page.raw("</div>\n");
    }
    page.table(
        List.of("Phase", "From", "To", "Took"),
        report.phases().stream()
            .map(
                span ->
                    List.of(
                        new Cell(span.phase(), "phase " + band(span)),
                        Cell.of(moment(span.from())),
                        Cell.of(text(moment(span.to()))),
                        Cell.of(ENDED.contains(span.phase()) ? "" : duration(span.millis()))))
            .toList());
  }

  /** A class by the phase. */
  private static String band(PhaseSpan span) {
    return "is-" + span.phase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  private static void servers(Html page, MigrationReport report) {
    page.heading("Servers");
    page.table(
        List.of("", "Endpoints", "Version", "Role", "Topology", "Run id", "Addresses"),
        List.of(server("Source", report.source()), server("Target", report.target())));
    if (report.method() != null) {
      page.facts(
          List.of(
              Fact.of("Mode", report.method().mode()),
              Fact.of("Fence", report.method().fence()),
              Fact.of("Lock", report.method().lock())));
    }
  }

  private static List<Cell> server(String side, MigrationReport.Server server) {
    return cells(
        side,
        server.endpoints(),
        server.version(),
        server.role(),
        server.topology(),
        server.runId(),
        String.join(", ", server.addresses()));
  }

  private static void rates(Html page, MigrationReport report) {
    page.heading("Full sync and stream");
    MigrationReport.FullSync sync = report.fullSync();
    if (sync != null) {
      page.facts(
          List.of(
              Fact.of(
                  "Full sync",
                  "%s, %s in %s"
                      .formatted(
                          Human.count(sync.keys(), "key", "keys"),
                          Human.bytes(sync.bytes()),
                          duration(sync.millis()))),
              Fact.of(
                  "Rate",
                  "%s keys/s, %s/s"
                      .formatted(
                          Human.count(sync.keysPerSecond()), Human.bytes(sync.bytesPerSecond())))));
    }
    page.table(
        List.of(
            "Shard",
            "Commands",
            "Rate",
            "Lag",
            "Applied offset",
            "Reconnects",
            "Resyncs",
            "Replication id"),
        report.stream().stream().map(ReportPage::stream).toList());
    if (report.keys() != null) {
      page.table(
          List.of("Database", "Keys of the source", "Keys of the target"),
          Stream.concat(
                  report.keys().databases().stream()
                      .map(
                          found ->
                              cells(
                                  String.valueOf(found.database()),
                                  Human.count(found.source()),
                                  Human.count(found.target()))),
                  Stream.of(
                      cells(
                          "all",
                          Human.count(report.keys().source()),
                          Human.count(report.keys().target()))))
              .toList());
    }
  }

  private static List<Cell> stream(MigrationReport.Stream shard) {
    String rate =
        joined(
            shard.commandsPerSecond() == null
                ? null
                : Human.count(shard.commandsPerSecond()) + " commands/s",
            shard.bytesPerSecond() == null ? null : Human.bytes(shard.bytesPerSecond()) + "/s");
    return cells(
        shard.shard(),
        Human.count(shard.commands()),
        rate,
        lag(shard.lagBytes(), shard.lagMillis()),
        String.valueOf(shard.appliedOffset()),
        String.valueOf(shard.reconnects()),
        "%d partial, %d full".formatted(shard.partialResyncs(), shard.fullResyncs()),
        shard.replicationId());
  }

  private static void cutover(Html page, MigrationReport report) {
    MigrationReport.Cutover cutover = report.cutover();
    page.heading("Cutover");
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("Decision", cutover.decision()));
    facts.add(
        Fact.of(
            "Lag when it began",
            cutover.lagBytes() == null ? null : lag(cutover.lagBytes(), cutover.lagMillis())));
    facts.add(Fact.of("Undone", cutover.undone() == 0 ? null : cutover.undone() + " times"));
    facts.add(Fact.of("Undone because", cutover.undoneBecause()));
    facts.add(Fact.of("Source afterwards", cutover.sourceAfter()));
    facts.add(Fact.of("Dry run", trial(cutover.dryRun())));
    facts.add(Fact.of("Rehearsal", trial(cutover.rehearsal())));
    page.facts(facts);
    page.table(
        List.of("Step", "Began", "Ended", "Took", ""),
        cutover.steps().stream()
            .map(
                step ->
                    cells(
                        step.step(),
                        exact(step.startedAt()),
                        exact(step.endedAt()),
                        step.millis() == null ? "" : step.millis() + " ms",
                        step.message()))
            .toList());
    if (!cutover.undoneOnes().isEmpty()) {
      page.table(
          List.of("Undone at", "Because", "Writes refused"),
          cutover.undoneOnes().stream()
              .map(
                  undone ->
                      cells(
                          moment(undone.at()),
                          undone.because(),
                          undone.outageMillis() == null ? "" : undone.outageMillis() + " ms"))
              .toList());
    }
    clients(page, "Clients of the source before the cutover", cutover.clientsBefore());
    clients(page, "Clients of the source after the cutover", cutover.clientsAfter());
  }

  private static void clients(Html page, String when, MigrationReport.Clients seen) {
    if (seen == null) {
      return;
    }
    page.heading(when);
    page.facts(
        List.of(
            Fact.of("Seen", moment(seen.since())),
            Fact.of("Looked", looked(seen)),
            Fact.of("Not listed", seen.unlisted() == 0 ? null : connections(seen.unlisted())),
            Fact.of("Note", seen.message())));
    page.table(
        List.of("Address", "Pod", "Name", "User", "Connections", "Last command seen", ""),
        seen.clients().stream().map(ReportPage::client).toList());
  }

  private static String looked(MigrationReport.Clients seen) {
    return seen.from() == null || seen.until() == null
        ? null
        : "from %s for %s, and never since"
            .formatted(
                moment(seen.from()), Human.duration(Duration.between(seen.from(), seen.until())));
  }

  private static List<Cell> client(MigrationReport.Client client) {
    return List.of(
        Cell.of(client.address()),
        Cell.of(text(client.pod())),
        Cell.of(text(client.name())),
        Cell.of(text(client.user())),
        Cell.of(Human.count(client.connections())),
        Cell.of(text(client.lastCommand())),
        new Cell(client.writing() ? "writing" : "", client.writing() ? "warning" : null));
  }

  private static String connections(int count) {
    return Human.count(count, "connection", "connections");
  }

  private static String trial(MigrationReport.Trial trial) {
    return trial == null ? null : moment(trial.at()) + ": " + trial.verdict();
  }

  private static void guarantees(Html page, MigrationReport report) {
    page.heading("Guarantees");
    page.table(
        List.of("Promise", "", "Why"),
        report.guarantees().stream()
            .map(
                promise ->
                    List.of(
                        Cell.of(promise.promise()),
                        new Cell(promise.strength(), style(promise.strength())),
                        Cell.of(text(promise.reason()))))
            .toList());
  }

  private static void confirmations(Html page, MigrationReport report) {
    page.heading("Confirmed by");
    page.table(
        List.of("What", "By", "Acted on", "Written", "Field"),
        report.confirmations().stream()
            .map(
                asked ->
                    cells(
                        asked.what(),
                        asked.by() == null ? "unknown" : asked.by(),
                        moment(asked.at()),
                        moment(asked.writtenAt()),
                        asked.field()))
            .toList());
  }

  private static void parameters(Html page, MigrationReport report) {
    page.heading("Parameters");
    page.table(
        List.of("Server", "Parameter", "Original", "Set for the run", "State", "Since", ""),
        report.parameters().stream()
            .map(
                entry ->
                    List.of(
                        Cell.of(entry.side() + " " + entry.server()),
                        Cell.of(text(entry.name())),
                        Cell.of(text(entry.original())),
                        Cell.of(text(entry.applied())),
                        new Cell(entry.state(), style(entry.state())),
                        Cell.of(text(moment(entry.at()))),
                        Cell.of(text(entry.message()))))
            .toList());
  }

  private static void checks(Html page, MigrationReport report) {
    page.heading("Checks");
    page.table(
        List.of("Check", "Result", "Seen", "What to do"),
        report.checks().stream()
            .map(
                check ->
                    List.of(
                        Cell.of(check.name()),
                        new Cell(
                            check.before() == null
                                ? check.result()
                                : check.result() + " (first: " + check.before() + ")",
                            style(check.result())),
                        Cell.of(text(check.message())),
                        Cell.of(text(check.suggestion()))))
            .toList());
  }

  private static void timeline(Html page, MigrationReport report) {
    page.heading("Timeline");
    if (report.timelineForgotten() > 0) {
      page.element("p", "none", report.timelineForgotten() + " older entries are not kept");
    }
    page.table(
        List.of("When", "Phase", "", ""),
        report.timeline().stream()
            .map(
                event ->
                    List.of(
                        Cell.of(exact(event.at())),
                        Cell.of(event.phase()),
                        new Cell(event.reason(), event.warning() ? "warning" : null),
                        Cell.of(event.message())))
            .toList());
  }

  private static String foot(MigrationReport report) {
    return "Report of %s, format %d, made by the Redis Migration Operator"
        .formatted(moment(report.writtenAt()), report.format());
  }
}
