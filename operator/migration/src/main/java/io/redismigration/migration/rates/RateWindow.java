package io.redismigration.migration.rates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Samples of the last {@link #LENGTH}, at most one a second. A figure that went back, or another
 * history, begins a new window; so does a first offset after none, which says nothing of a rate.
 */
public final class RateWindow {
  /** How far back a rate looks. */
  public static final Duration LENGTH = Duration.ofSeconds(15);

  private static final Duration APART = Duration.ofSeconds(1);

  /** A rate over less is noise. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final List<Sample> samples;

  private RateWindow(List<Sample> samples) {
    this.samples = List.copyOf(samples);
  }

  /** Without samples. */
  public static RateWindow empty() {
    return new RateWindow(List.of());
  }

  /** With that sample, unless it comes too soon after the last. */
  public RateWindow with(Sample next) {
    if (samples.isEmpty()) {
      return new RateWindow(List.of(next));
    }
    Sample last = samples.get(samples.size() - 1);
    if (!next.continues(last) || begins(last, next)) {
      boolean soon = next.at().equals(last.at()) && next.history().equals(last.history());
      return soon ? this : new RateWindow(List.of(next));
    }
    if (Duration.between(last.at(), next.at()).compareTo(APART) < 0) {
      return this;
    }
    List<Sample> kept = new ArrayList<>(samples);
    kept.removeIf(old -> Duration.between(old.at(), next.at()).compareTo(LENGTH) > 0);
    kept.add(next);
    return new RateWindow(kept);
  }

  /** From no offset to one is no movement. */
  private static boolean begins(Sample last, Sample next) {
    return last.written() == 0 && next.written() > 0
        || last.received() == 0 && next.received() > 0
        || last.applied() == 0 && next.applied() > 0;
  }

  /** Bytes per second into the source's stream; null: unknown. */
  public Long written() {
    return rate(Sample::written);
  }

  /** Bytes per second of the stream to the worker; null: unknown. */
  public Long received() {
    return rate(Sample::received);
  }

  /** Bytes per second of the stream into the target; null: unknown. */
  public Long applied() {
    return rate(Sample::applied);
  }

  /** Bytes per second of the snapshot into the target; null: unknown. */
  public Long copied() {
    return rate(Sample::copied);
  }

  private Long rate(ToLongFunction<Sample> figure) {
    if (samples.isEmpty()) {
      return null;
    }
    Sample first = samples.get(0);
    Sample last = samples.get(samples.size() - 1);
    Duration time = Duration.between(first.at(), last.at());
    if (time.compareTo(LEAST) < 0) {
      return null;
    }
    double bytes = (double) figure.applyAsLong(last) - figure.applyAsLong(first);
    return Math.round(bytes * 1000 / time.toMillis());
  }
}
