package io.redismigration.engine.verify;

import io.redismigration.redis.resp.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry that a group has delivered and nobody acknowledged.
 *
 * @param id of the entry, which may be deleted
 * @param consumer its name
 * @param deliveredAtMillis by the server's clock, to some milliseconds: it tells how long ago
 * @param deliveries how often
 */
record PendingEntry(String id, ByteBuffer consumer, long deliveredAtMillis, long deliveries) {

  /**
   * The entries of an answer.
   *
   * @param time TIME's answer, asked beside
   * @param pending XPENDING's, with a range
   */
  static List<PendingEntry> of(Reply time, Reply pending) {
    long now = time.elements().get(0).number() * 1_000 + time.elements().get(1).number() / 1_000;
    return of(now, pending);
  }

  /** The entries of an answer of that moment, in milliseconds of the server's clock. */
  static List<PendingEntry> of(long nowMillis, Reply pending) {
    List<PendingEntry> entries = new ArrayList<>();
    for (Reply each : pending.elements()) {
      List<Reply> parts = each.elements();
      entries.add(
          new PendingEntry(
              parts.get(0).text(),
              ByteBuffer.wrap(Commands.bytes(parts.get(1))),
              nowMillis - parts.get(2).number(),
              parts.get(3).number()));
    }
    return entries;
  }

  /** Whether both sides say the same, but for what of the times is not told exactly. */
  boolean sameAs(PendingEntry other, Duration tolerance) {
    return id.equals(other.id)
        && consumer.equals(other.consumer)
        && deliveries == other.deliveries
        && Math.abs(deliveredAtMillis - other.deliveredAtMillis) <= tolerance.toMillis();
  }
}
