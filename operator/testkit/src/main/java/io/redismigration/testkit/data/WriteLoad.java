package io.redismigration.testkit.data;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a {@link LiveWriter} writes and how fast. Start from {@link #of}.
 *
 * @param operations mixed by their weights
 * @param seed of the sequence
 * @param perSecond operations a second whatever the answers take (open loop); 0 for as fast as
 *     answered
 * @param inFlight operations sent at once, at most
 * @param keys names per kind of key
 * @param prefix starts every key; may hold a hash tag
 * @param stopsWhenRefused whether the first error reply ends it
 */
public record WriteLoad(
    Set<LiveOperation> operations,
    long seed,
    int perSecond,
    int inFlight,
    int keys,
    String prefix,
    boolean stopsWhenRefused) {

  public WriteLoad {
    operations = Set.copyOf(operations);
  }

  /**
   * These operations as fast as answered, 16 in flight, on 1000 keys each, going on when refused.
   */
  public static WriteLoad of(Set<LiveOperation> operations) {
    return new WriteLoad(operations, 1, 0, 16, 1_000, "live:", false);
  }

  /** As {@link #of(Set)}. */
  public static WriteLoad of(LiveOperation first, LiveOperation... others) {
    return of(EnumSet.of(first, others));
  }

  /** Another sequence. */
  public WriteLoad seed(long other) {
    return new WriteLoad(operations, other, perSecond, inFlight, keys, prefix, stopsWhenRefused);
  }

  /** That many operations a second, due by the clock: what an outage held up is made up for. */
  public WriteLoad perSecond(int rate) {
    return new WriteLoad(operations, seed, rate, inFlight, keys, prefix, stopsWhenRefused);
  }

  /** How many operations are sent before their replies are read. */
  public WriteLoad inFlight(int most) {
    return new WriteLoad(operations, seed, perSecond, most, keys, prefix, stopsWhenRefused);
  }

  /** How many keys of each kind. */
  public WriteLoad keys(int count) {
    return new WriteLoad(operations, seed, perSecond, inFlight, count, prefix, stopsWhenRefused);
  }

  /** Other keys, so that two writers do not meet; with a hash tag they all lie in one slot. */
  public WriteLoad prefix(String start) {
    return new WriteLoad(operations, seed, perSecond, inFlight, keys, start, stopsWhenRefused);
  }

  /** Ends by itself when the server refuses: at a fence, say. */
  public WriteLoad stopWhenRefused() {
    return new WriteLoad(operations, seed, perSecond, inFlight, keys, prefix, true);
  }
}
