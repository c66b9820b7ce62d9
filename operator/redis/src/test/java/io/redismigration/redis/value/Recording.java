package io.redismigration.redis.value;

import io.redismigration.redis.rdb.ValueKind;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is shown, for tests. */
public final class Recording implements ValueVisitor {

  private final List<String> seen = new ArrayList<>();
  private final StringBuilder string = new StringBuilder();
  private ValueKind kind;
  private long size;
  private int chunks;

  public List<String> seen() {
    return seen;
  }

  public ValueKind kind() {
    return kind;
  }

  /** The size that was announced. */
  public long size() {
    return size;
  }

  public int chunks() {
    return chunks;
  }

  @Override
  public void begin(ValueKind ofKind, long ofSize) {
    kind = ofKind;
    size = ofSize;
  }

  @Override
  public void stringChunk(Slice chunk) {
    chunks++;
    string.append(chunk);
  }

  @Override
  public void listElement(Slice element) {
    seen.add(element.toString());
  }

  @Override
  public void setMember(Slice member) {
    seen.add(member.toString());
  }

  @Override
  public void zsetMember(Slice member, double score) {
    seen.add(member + "=" + score);
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) {
    seen.add(field + "=" + value + (expiresAtMillis == NO_EXPIRY ? "" : "@" + expiresAtMillis));
  }

  @Override
  public void moduleId(long id) {
    seen.add("module " + id);
  }

  @Override
  public void moduleNumber(int opcode, long bits) {
    seen.add(opcode + ":" + bits);
  }

  @Override
  public void moduleString(Slice text) {
    seen.add("text:" + text);
  }

  @Override
  public void arrayInfo(long insertIndex) {
    seen.add("insert at " + insertIndex);
  }

  @Override
  public void arrayString(long index, Slice element) {
    seen.add(index + "=" + element);
  }

  @Override
  public void arrayNumber(long index, boolean isDouble, long bits) {
    seen.add(
        index + "=" + (isDouble ? Double.toString(Double.longBitsToDouble(bits)) : bits + "i"));
  }

  @Override
  public void streamEntry(long millis, long sequence, int fields) {
    seen.add("entry " + millis + "-" + sequence + " of " + fields);
  }

  @Override
  public void streamField(Slice field, Slice value) {
    seen.add(field + "=" + value);
  }

  @Override
  public void streamInfo(StreamInfo info) {
    seen.add(
        "length %d last %s first %s deleted %s added %d"
            .formatted(
                info.length(), info.last(), info.first(), info.maxDeleted(), info.entriesAdded()));
  }

  @Override
  public void streamGroup(Slice name, StreamId lastDelivered, long entriesRead) {
    seen.add("group " + name + " at " + lastDelivered + " read " + entriesRead);
  }

  @Override
  public void streamPending(long millis, long sequence, long deliveredAt, long deliveries) {
    seen.add("pending " + millis + "-" + sequence + " at " + deliveredAt + " x" + deliveries);
  }

  @Override
  public void streamConsumer(Slice name, long seenAt, long activeAt) {
    seen.add("consumer " + name + " seen " + seenAt + " active " + activeAt);
  }

  @Override
  public void streamConsumerPending(long millis, long sequence) {
    seen.add("has " + millis + "-" + sequence);
  }

  @Override
  public void streamReleased(long millis, long sequence) {
    seen.add("released " + millis + "-" + sequence);
  }

  @Override
  public void streamIdempotency(long durationSeconds, long maxEntries) {
    seen.add("remembers " + durationSeconds + "s " + maxEntries);
  }

  @Override
  public void streamProducer(Slice producer) {
    seen.add("producer " + producer);
  }

  @Override
  public void streamProducerEntry(Slice idempotentId, long millis, long sequence) {
    seen.add(idempotentId + " is " + millis + "-" + sequence);
  }

  @Override
  public void streamIdempotencyCounters(long added, long duplicates) {
    seen.add("added " + added + " duplicates " + duplicates);
  }

  @Override
  public void end() {
    if (kind == ValueKind.STRING) {
      seen.add(string.toString());
    }
  }
}
