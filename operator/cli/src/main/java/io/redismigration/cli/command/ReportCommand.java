package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.Manifest;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.view.ClosedSourceText;
import io.redismigration.cli.view.Paint;
import io.redismigration.cli.view.ReportView;
import io.redismigration.manifest.ReportFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the report of a run, ended or not, from the state it keeps. */
@Command(
    name = "report",
    description = "Write the report of a run, ended or not: checks, rates, cutover, who confirmed.")
public final class ReportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text, json or html. Default: by the name of FILE, else text.")
  private ReportFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write it there instead of printing it.")
  private Path out;

  /** With everything a command gets from outside. */
  public ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException {
    Manifest manifest = options.manifest();
    Asking asking = new Asking(options, surroundings);
    ReportFiles files =
        ReportFiles.of(
            asking.run().migration(), manifest.namespace(), surroundings.clock().instant());
    if (out == null) {
      if (format == null || format == ReportFormat.text) {
        surroundings.out().print(closed(asking));
      }
      surroundings.out().print(text(files, format == null ? ReportFormat.text : format));
      surroundings.out().flush();
    } else {
      new ReportFile(out).write(files, format == null ? ReportFormat.of(out) : format);
      surroundings.out().println("report in " + out);
    }
    return ExitCode.COMPLETED.number();
  }

  /** Before anything else: writers wait. */
  private String closed(Asking asking) {
    if (asking.isActive()) {
      return "";
    }
    String text = ClosedSourceText.of(asking.run(), options.runAgain(), surroundings.paint());
    return text.isEmpty() ? "" : text + "\n";
  }

  private String text(ReportFiles files, ReportFormat wanted) {
    return wanted == ReportFormat.text
        ? new ReportView(surroundings.paint()).render(files.report())
        : of(files, wanted);
  }

  /** What a file of that format holds. */
  static String of(ReportFiles files, ReportFormat wanted) {
    return switch (wanted) {
      case text -> new ReportView(Paint.PLAIN).render(files.report());
      case json -> files.json() + "\n";
      case html -> files.html();
    };
  }
}
