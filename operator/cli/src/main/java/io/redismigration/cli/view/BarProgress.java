package io.redismigration.cli.view;

import io.redismigration.migration.model.History.Happening;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.report.Human;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * For a terminal: a bar while the snapshot is copied, then one line with the lag; transitions
 * scroll above it.
 */
public final class BarProgress implements ProgressView {
  private static final int REDRAW_MILLIS = 250;
  private static final long KIBI = 1024;

  private final LiveLine line;
  private final int width;
  private final Narrator narrator;
  private ProgressBar bar;

  /**
   * @param width of the terminal in characters
   */
  public BarProgress(
      PrintStream out, int width, Clock clock, ZoneId zone, Invocation again, Paint paint) {
    this.line = new LiveLine(out, width);
    this.width = width;
    this.narrator = new Narrator(clock, zone, again, paint);
  }

  @Override
  public void changed(MigrationStatus before, MigrationStatus now) {
    if (now.phase() == Phase.FULL_SYNC) {
      drawBar(now);
    } else {
      endBar();
      line.show(Narrator.figures(now));
    }
    narrator.changes(before, now).forEach(line::print);
  }

  @Override
  public void happened(Happening happening) {
    line.print(narrator.happening(happening));
  }

  @Override
  public void deciding() {
    line.print(narrator.line(Narrator.DECIDING));
  }

  @Override
  public void close() {
    endBar();
    line.clear();
  }

  private void drawBar(MigrationStatus now) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("full sync")
              .setInitialMax(-1)
              .setUnit(" KiB", KIBI)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .showSpeed()
              .setConsumer(new DelegatingProgressBarConsumer(line::show, width - 1))
              .build();
    }
    if (now.progress().bytesTotal() > 0) {
      bar.maxHint(now.progress().bytesTotal());
    }
    bar.stepTo(now.progress().bytesDone());
    bar.setExtraMessage(
        Human.count(now.progress().keysDone())
            + " keys"
            + now.shards().stream().findFirst().map(ProgressText::outlook).orElse(""));
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
