package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import java.io.IOException;

/** Decodes streams of all five layouts (rdb.c and t_stream.c, Redis 5.0 to 8.8). Reused. */
final class StreamDecoder {

  private static final int ID_BYTES = 16;
  private static final int DELETED = 1;
  private static final int SAME_FIELDS = 2;

  private final TextReader texts;
  private final Listpack entries = new Listpack();
  private final Listpack masterFields = new Listpack();
  private final Listpack fieldWalk = new Listpack();
  private final Slice field = new Slice();
  private final Slice value = new Slice();
  private RdbWindow window;
  private ValueVisitor visitor;

  StreamDecoder(TextReader texts) {
    this.texts = texts;
  }

  void decode(int version, RdbWindow from, ValueVisitor to) throws IOException {
    window = from;
    visitor = to;
    visitor.begin(ValueKind.STREAM, -1);
    for (long nodes = window.readCount(); nodes > 0; nodes--) {
      node();
    }
    info(version);
    for (long groups = window.readCount(); groups > 0; groups--) {
      group(version);
    }
    if (version >= 4) {
      idempotency();
    }
    visitor.end();
  }

  private void node() throws IOException {
    texts.begin();
    texts.read(0);
    texts.read(1);
    Slice key = texts.text(0);
    if (key.length() != ID_BYTES) {
      throw window.corrupt("stream node whose key has " + key.length() + " bytes");
    }
    long millis = Long.reverseBytes(key.buffer().getLong(key.start()));
    long sequence = Long.reverseBytes(key.buffer().getLong(key.start() + 8));
    Slice blob = texts.text(1);
    entries.open(blob, window.offset());
    long live = entries.takeNumber(value, "count of entries");
    long deleted = entries.takeNumber(value, "count of deleted entries");
    long fields = entries.takeNumber(value, "count of fields");
    masterFields.startAt(entries, blob, window.offset());
    for (long i = 0; i < fields; i++) {
      entries.take(value, "field");
    }
    if (entries.takeNumber(value, "end of the master entry") != 0) {
      throw entries.corrupt("master entry without its end");
    }
    long seenLive = 0;
    long seenDeleted = 0;
    while (entries.next(value)) {
      if (!value.isNumber()) {
        throw entries.corrupt("flags that are no integer");
      }
      if (entry((int) value.number(), millis, sequence, fields, blob)) {
        seenLive++;
      } else {
        seenDeleted++;
      }
    }
    if (seenLive != live || seenDeleted != deleted) {
      throw entries.corrupt(
          "%d entries and %d deleted where %d and %d are announced"
              .formatted(seenLive, seenDeleted, live, deleted));
    }
    window.release();
  }

  /** Hands out one entry unless it was deleted, and says which. */
  private boolean entry(int flags, long baseMillis, long baseSequence, long masterCount, Slice blob)
      throws IOException {
    long millis = baseMillis + entries.takeNumber(value, "time of an entry");
    long sequence = baseSequence + entries.takeNumber(value, "sequence of an entry");
    boolean same = (flags & SAME_FIELDS) != 0;
    boolean live = (flags & DELETED) == 0;
    long count = same ? masterCount : entries.takeNumber(value, "count of fields");
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw entries.corrupt("entry of " + count + " fields");
    }
    if (same) {
      fieldWalk.startAt(masterFields, blob, window.offset());
    }
    if (live) {
      visitor.streamEntry(millis, sequence, (int) count);
    }
    for (long i = 0; i < count; i++) {
      (same ? fieldWalk : entries).take(field, "field");
      entries.take(value, "value");
      if (live) {
        visitor.streamField(field, value);
      }
    }
    long parts = entries.takeNumber(value, "count of parts");
    if (parts != (same ? count + 3 : 2 * count + 4)) {
      throw entries.corrupt(parts + " parts in an entry of " + count + " fields");
    }
    return live;
  }

  private void info(int version) throws IOException {
    long length = window.readLength();
    StreamId last = idOfLengths();
    if (version >= 2) {
      StreamId first = idOfLengths();
      StreamId maxDeleted = idOfLengths();
      visitor.streamInfo(new StreamInfo(length, last, first, maxDeleted, window.readLength()));
    } else {
      visitor.streamInfo(new StreamInfo(length, last, null, null, -1));
    }
  }

  private void group(int version) throws IOException {
    texts.begin();
    texts.read(0);
    StreamId lastDelivered = idOfLengths();
    long entriesRead = version >= 2 ? window.readLength() : -1;
    visitor.streamGroup(texts.text(0), lastDelivered, entriesRead);
    window.release();
    for (long pending = window.readCount(); pending > 0; pending--) {
      long millis = window.readLongBigEndian();
      long sequence = window.readLongBigEndian();
      long deliveredAt = window.readLong();
      visitor.streamPending(millis, sequence, deliveredAt, window.readLength());
    }
    for (long consumers = window.readCount(); consumers > 0; consumers--) {
      consumer(version);
    }
    if (version >= 5) {
      for (long released = window.readCount(); released > 0; released--) {
        long millis = window.readLongBigEndian();
        visitor.streamReleased(millis, window.readLongBigEndian());
      }
    }
  }

  private void consumer(int version) throws IOException {
    texts.begin();
    texts.read(0);
    long seenAt = window.readLong();
    long activeAt = version >= 3 ? window.readLong() : -1;
    visitor.streamConsumer(texts.text(0), seenAt, activeAt);
    window.release();
    for (long pending = window.readCount(); pending > 0; pending--) {
      long millis = window.readLongBigEndian();
      visitor.streamConsumerPending(millis, window.readLongBigEndian());
    }
  }

  private void idempotency() throws IOException {
    long duration = window.readLength();
    visitor.streamIdempotency(duration, window.readLength());
    for (long producers = window.readCount(); producers > 0; producers--) {
      texts.begin();
      texts.read(0);
      visitor.streamProducer(texts.text(0));
      window.release();
      for (long ids = window.readCount(); ids > 0; ids--) {
        texts.begin();
        texts.read(0);
        long millis = window.readLength();
        long sequence = window.readLength();
        visitor.streamProducerEntry(texts.text(0), millis, sequence);
        window.release();
      }
    }
    long added = window.readLength();
    visitor.streamIdempotencyCounters(added, window.readLength());
  }

  private StreamId idOfLengths() throws IOException {
    long millis = window.readLength();
    return new StreamId(millis, window.readLength());
  }
}
