package io.redismigration.cli.view;

import io.redismigration.migration.model.History.Happening;
import io.redismigration.migration.model.MigrationStatus;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * For files and pipes: a line for every transition and event, and for the figures one every few
 * seconds.
 */
public final class PlainProgress implements ProgressView {
  private static final Duration BETWEEN_FIGURES = Duration.ofSeconds(3);

  private final PrintStream out;
  private final Clock clock;
  private final Narrator narrator;
  private Instant lastFigures = Instant.MIN;
  private String shown = "";

  /** Writes to {@code out}. */
  public PlainProgress(PrintStream out, Clock clock, ZoneId zone, Invocation again) {
    this.out = out;
    this.clock = clock;
    this.narrator = new Narrator(clock, zone, again, Paint.PLAIN);
  }

  @Override
  public void changed(MigrationStatus before, MigrationStatus now) {
    narrator.changes(before, now).forEach(out::println);
    String figures = Narrator.figures(now);
    Instant moment = clock.instant();
    boolean due = lastFigures == Instant.MIN || !moment.isBefore(lastFigures.plus(BETWEEN_FIGURES));
    if (due && !figures.isEmpty() && !figures.equals(shown)) {
      out.println(narrator.line(figures));
      lastFigures = moment;
      shown = figures;
    }
  }

  @Override
  public void happened(Happening happening) {
    out.println(narrator.happening(happening));
  }

  @Override
  public void deciding() {
    out.println(narrator.line(Narrator.DECIDING));
  }

  @Override
  public void close() {
    out.flush();
  }
}
