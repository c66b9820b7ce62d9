package io.redismigration.migration.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration remembers for its report; no decision depends on it.
 *
 * @param timeline what happened, oldest first, at most {@value #LONGEST}
 * @param forgotten entries that had to make room for later ones
 * @param confirmations what people asked for and the planner acted on, oldest first, at most
 *     {@value #MOST_CONFIRMATIONS}
 * @param copied what the full sync of this attempt copied; null: it has not ended
 * @param lagAtCutover how far the target was behind when the present or the last cutover began;
 *     null: none has
 * @param undone cutovers that were undone, oldest first, at most {@value #MOST_UNDONE}
 */
public record History(
    List<Happening> timeline,
    int forgotten,
    List<Confirmation> confirmations,
    Copied copied,
    Lag lagAtCutover,
    List<Undone> undone) {
  /** Entries kept of the timeline. */
  public static final int LONGEST = 64;

  /** Confirmations kept. */
  public static final int MOST_CONFIRMATIONS = 32;

  /** Undone cutovers kept. */
  public static final int MOST_UNDONE = 8;

  private static final int LONGEST_MESSAGE = 300;
  private static final int LONGEST_CAUSE = 120;

  public History {
    timeline = Defaults.list(timeline);
    confirmations = Defaults.list(confirmations);
    undone = Defaults.list(undone);
  }

  /**
   * Something that happened.
   *
   * @param phase in which the migration stood afterwards
   * @param warning somebody should look at it
   * @param reason CamelCase word
   * @param message one sentence, cut where it is long
   */
  public record Happening(Instant at, Phase phase, boolean warning, String reason, String message) {

    public Happening {
      message = cut(message, LONGEST_MESSAGE);
    }
  }

  /**
   * Something a person asked for.
   *
   * @param what CamelCase word: Cutover, Cancel, Suspend, Resume, or a request
   * @param field path in the manifest that said so
   * @param by who wrote the field; null: unknown
   * @param at when the planner acted on it
   */
  public record Confirmation(String what, String field, Author by, Instant at) {}

  /**
   * A full sync.
   *
   * @param bytes of the snapshot
   * @param appliedOffset where the stream began, in bytes, summed over the shards
   */
  public record Copied(long keys, long bytes, long appliedOffset) {}

  /**
   * A distance between target and source.
   *
   * @param millis of stream time; null: unknown
   */
  public record Lag(long bytes, Long millis) {}

  /**
   * A cutover that was undone.
   *
   * @param at when it was over
   * @param because its reason and one sentence, cut where it is long
   * @param closedMillis for how long the source refused writes; null: it did not, or nobody knows
   */
  public record Undone(Instant at, String because, Long closedMillis) {

    public Undone {
      because = cut(because, LONGEST_CAUSE);
    }
  }

  /** Nothing happened yet. */
  public static History none() {
    return new History(null, 0, null, null, null, null);
  }

  /** With one entry more; the oldest make room. */
  public History with(Happening next) {
    int leaving = Math.max(0, timeline.size() + 1 - LONGEST);
    return new History(
        latest(timeline, next, LONGEST),
        forgotten + leaving,
        confirmations,
        copied,
        lagAtCutover,
        undone);
  }

  /** With one confirmation more; the oldest make room. */
  public History with(Confirmation next) {
    return new History(
        timeline,
        forgotten,
        latest(confirmations, next, MOST_CONFIRMATIONS),
        copied,
        lagAtCutover,
        undone);
  }

  /** With what a full sync copied; null: a new one is to come. */
  public History with(Copied next) {
    return new History(timeline, forgotten, confirmations, next, lagAtCutover, undone);
  }

  /** With the lag a cutover began with; null: none has begun. */
  public History with(Lag next) {
    return new History(timeline, forgotten, confirmations, copied, next, undone);
  }

  /** With one undone cutover more; the oldest make room. */
  public History with(Undone next) {
    return new History(
        timeline,
        forgotten,
        confirmations,
        copied,
        lagAtCutover,
        latest(undone, next, MOST_UNDONE));
  }

  /** For how long each undone cutover closed the source; null: it did not, or nobody knows. */
  public List<Long> closedMillis() {
    return undone.stream().map(Undone::closedMillis).toList();
  }

  private static String cut(String text, int longest) {
    String told = text == null ? "" : text;
    return told.length() > longest ? told.substring(0, longest - 1) + "…" : told;
  }

  private static <T> List<T> latest(List<T> known, T next, int most) {
    List<T> all = new ArrayList<>(known);
    all.add(next);
    return all.subList(Math.max(0, all.size() - most), all.size());
  }
}
