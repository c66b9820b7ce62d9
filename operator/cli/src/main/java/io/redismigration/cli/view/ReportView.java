package io.redismigration.cli.view;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;

/** The report a run ends with. */
public final class ReportView {
  private final Paint paint;

  /** With those colours. */
  public ReportView(Paint paint) {
    this.paint = paint;
  }

  /** Aligned text. */
  public String render(RunReport report) {
    Columns facts = new Columns();
    facts.row("Result", result(report));
    facts.row("From", server(report.source()));
    facts.row("To", server(report.target()));
    if (report.startedAt() != null && report.endedAt() != null) {
      facts.row("Took", Human.duration(Duration.between(report.startedAt(), report.endedAt())));
    }
    if (report.fullSync() != null) {
      facts.row("Full sync", fullSync(report.fullSync()));
    }
    for (ShardProgress shard : report.stream()) {
      if (shard.replicationId() != null) {
        facts.row("Stream", stream(shard));
        facts.row("Offsets", ProgressText.offsets(shard));
      }
    }
    if (report.keys() != null) {
      facts.row(
          "Keys",
          Human.count(report.keys().sourceTotal())
              + " source, "
              + Human.count(report.keys().targetTotal())
              + " target");
    }
    cutover(facts, report);
    if (report.verification() != null) {
      facts.row("Verification", verification(report.verification()));
    }
    parameters(facts, report);
    return facts.render("");
  }

  private String result(RunReport report) {
    String message = report.message().isEmpty() ? "" : ": " + report.message();
    String text = report.phase() + message;
    return switch (report.phase()) {
      case "Completed" -> paint.good(text);
      case "Failed" -> paint.bad(text);
      default -> paint.strong(text);
    };
  }

  private static String server(RunReport.Server server) {
    return server.version() == null
        ? server.endpoints()
        : server.endpoints() + "  (" + server.version() + ")";
  }

  private static String fullSync(RunReport.FullSync sync) {
    return "%s, %s in %s: %s keys/s, %s/s"
        .formatted(
            Human.count(sync.keys(), "key", "keys"),
            Human.bytes(sync.bytes()),
            Human.duration(Duration.ofMillis(sync.millis())),
            Human.count(sync.keysPerSecond()),
            Human.bytes(sync.bytesPerSecond()));
  }

  private static String stream(ShardProgress shard) {
    return "%s applied, %s, %s, %s"
        .formatted(
            Human.count(shard.streamCommands(), "command", "commands"),
            Human.count(shard.reconnects(), "reconnect", "reconnects"),
            Human.count(shard.partialResyncs(), "partial resync", "partial resyncs"),
            Human.count(shard.fullResyncs(), "full resync", "full resyncs"));
  }

  private void cutover(Columns facts, RunReport report) {
    if (report.lagAtCutover() != null) {
      facts.row(
          "Lag at cutover",
          Human.bytes(report.lagAtCutover().bytes())
              + ", "
              + Human.duration(Duration.ofMillis(report.lagAtCutover().millis())));
    }
    if (report.outageMillis() != null) {
      facts.row("Write outage", paint.strong(report.outageMillis() + " ms"));
    }
    report.openSource().forEach(command -> facts.row("Open the source", command));
  }

  private String verification(VerificationProgress seen) {
    String text = ProgressText.verification(seen);
    return switch (seen.state()) {
      case PASSED -> paint.good(text);
      case DIFFERENT, FAILED -> paint.bad(text);
      default -> text;
    };
  }

  private void parameters(Columns facts, RunReport report) {
    long restored =
        report.parameters().stream()
            .filter(entry -> entry.state() == LedgerEntry.State.RESTORED)
            .count();
    if (restored > 0) {
      facts.row("Parameters", Human.count(restored) + " restored");
    }
    report.parameters().stream()
        .filter(entry -> entry.state() != LedgerEntry.State.RESTORED)
        .forEach(entry -> facts.row(Labels.of(entry.state()), ParameterText.of(entry)));
  }
}
