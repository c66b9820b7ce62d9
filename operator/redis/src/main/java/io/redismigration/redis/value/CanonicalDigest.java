package io.redismigration.redis.value;

import io.redismigration.redis.rdb.ValueKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A digest of 128 bits of what a value is, whatever its encoding and order of storage: sets, hashes
 * and sorted sets have no order, lists and stream entries do, HyperLogLogs are their registers,
 * vector sets their elements; values of other modules are the parts they are written as. Of one
 * value at a time; {@link #low} and {@link #high} hold from {@link #end} to the next {@link
 * #begin}. Constant memory, no allocation per element.
 */
public final class CanonicalDigest implements ValueVisitor {

  private static final int ELEMENT = 0;
  private static final int HYPER_LOG_LOG = 100;

  private final DigestOptions options;
  private final DigestState state = new DigestState();
  private final StreamDigest stream;
  private final VectorSetDigest vectors;

  /** A string that may turn out to be a HyperLogLog is kept until it is complete. */
  private final ByteBuffer kept =
      ByteBuffer.allocateDirect(HyperLogLog.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer registers =
      ByteBuffer.allocateDirect(HyperLogLog.REGISTERS).order(ByteOrder.LITTLE_ENDIAN);
  private ValueKind kind;
  private boolean keeping;
  private boolean isVectorSet;

  public CanonicalDigest(DigestOptions options) {
    this.options = options;
    this.stream = new StreamDigest(state, options);
    this.vectors = new VectorSetDigest(state);
  }

  public long low() {
    return state.ordered.low();
  }

  public long high() {
    return state.ordered.high();
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%016x%016x", high(), low());
  }

  @Override
  public void begin(ValueKind ofKind, long size) {
    kind = ofKind;
    state.reset();
    kept.clear();
    keeping = kind == ValueKind.STRING && size <= kept.capacity();
  }

  @Override
  public void stringChunk(Slice chunk) {
    if (keeping && kept.position() == 0 && chunk.length() >= 4) {
      keeping = HyperLogLog.hasMagic(chunk.buffer(), chunk.start());
    }
    if (keeping) {
      chunk.putInto(kept);
    } else {
      state.ordered.update(chunk);
    }
  }

  @Override
  public void listElement(Slice element) {
    DigestState.text(state.ordered, element);
  }

  @Override
  public void setMember(Slice member) {
    state.startElement(ELEMENT).update(member);
    state.addElement();
  }

  @Override
  public void zsetMember(Slice member, double score) {
    SipHash128 hash = state.startElement(ELEMENT);
    // Adding zero makes the two zeros one, as they are to the servers.
    hash.updateLong(Double.doubleToLongBits(score + 0.0));
    hash.update(member);
    state.addElement();
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) {
    SipHash128 hash = state.startElement(ELEMENT);
    hash.updateLong(
        switch (options.fieldExpiry()) {
          case EXACT -> expiresAtMillis;
          case PRESENCE -> expiresAtMillis == NO_EXPIRY ? NO_EXPIRY : 0;
          case IGNORED -> NO_EXPIRY;
        });
    DigestState.text(hash, field);
    hash.update(value);
    state.addElement();
  }

  @Override
  public void moduleId(long id) {
    state.ordered.updateLong(id);
    isVectorSet = id == VectorSetDigest.ID;
    vectors.begin();
  }

  @Override
  public void moduleNumber(int opcode, long bits) {
    if (isVectorSet) {
      vectors.number(opcode, bits);
      return;
    }
    state.ordered.updateByte(opcode);
    state.ordered.updateLong(bits);
  }

  @Override
  public void moduleString(Slice text) {
    if (isVectorSet) {
      vectors.text(text);
      return;
    }
    state.ordered.updateByte(0);
    DigestState.text(state.ordered, text);
  }

  @Override
  public void arrayInfo(long insertIndex) {
    state.ordered.updateLong(insertIndex);
  }

  @Override
  public void arrayString(long index, Slice element) {
    SipHash128 hash = state.startElement(ELEMENT);
    hash.updateLong(index);
    hash.update(element);
    state.addElement();
  }

  @Override
  public void arrayNumber(long index, boolean isDouble, long bits) {
    SipHash128 hash = state.startElement(isDouble ? 2 : 1);
    hash.updateLong(index);
    hash.updateLong(bits);
    state.addElement();
  }

  @Override
  public void streamEntry(long millis, long sequence, int fields) {
    stream.entry(millis, sequence, fields);
  }

  @Override
  public void streamField(Slice field, Slice value) {
    stream.field(field, value);
  }

  @Override
  public void streamInfo(StreamInfo info) {
    stream.info(info);
  }

  @Override
  public void streamGroup(Slice name, StreamId lastDelivered, long entriesRead) {
    stream.group(name, lastDelivered, entriesRead);
  }

  @Override
  public void streamPending(long millis, long sequence, long deliveredAtMillis, long deliveries) {
    stream.pending(millis, sequence, deliveredAtMillis, deliveries);
  }

  @Override
  public void streamConsumer(Slice name, long seenAtMillis, long activeAtMillis) {
    stream.consumer(name, seenAtMillis, activeAtMillis);
  }

  @Override
  public void streamConsumerPending(long millis, long sequence) {
    stream.consumerPending(millis, sequence);
  }

  @Override
  public void streamReleased(long millis, long sequence) {
    stream.released(millis, sequence);
  }

  @Override
  public void streamIdempotency(long durationSeconds, long maxEntries) {
    stream.idempotency(durationSeconds, maxEntries);
  }

  @Override
  public void streamProducer(Slice producer) {
    stream.producer(producer);
  }

  @Override
  public void streamProducerEntry(Slice idempotentId, long millis, long sequence) {
    stream.producerEntry(idempotentId, millis, sequence);
  }

  @Override
  public void streamIdempotencyCounters(long added, long duplicates) {
    stream.idempotency(added, duplicates);
  }

  @Override
  public void end() {
    int tag = kind.ordinal();
    if (keeping) {
      int length = kept.position();
      if (HyperLogLog.readRegisters(kept, length, registers)) {
        tag = HYPER_LOG_LOG;
        state.ordered.update(registers, 0, HyperLogLog.REGISTERS);
      } else {
        state.ordered.update(kept, 0, length);
      }
    }
    state.ordered.updateByte(tag);
    state.finish();
  }
}
