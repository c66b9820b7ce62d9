package io.redismigration.redis.value;

/**
 * The stream part of {@link CanonicalDigest}: entries in their order, groups and consumers in any.
 */
final class StreamDigest {

  private static final int GROUP = 1;
  private static final int PENDING = 2;
  private static final int CONSUMER = 3;
  private static final int CONSUMER_PENDING = 4;
  private static final int RELEASED = 5;
  private static final int PRODUCER_ENTRY = 6;
  private static final int NAME = 7;

  private static final int COUNTERS = 2;
  private static final int ACTIVE_TIME = 3;
  private static final int IDEMPOTENCY = 4;
  private static final int RELEASES = 5;

  private final DigestState state;
  private final DigestOptions options;

  /** Hashes of the names of the group, and of the consumer or producer, whose parts are coming. */
  private long groupLow;

  private long groupHigh;
  private long ownerLow;
  private long ownerHigh;

  StreamDigest(DigestState state, DigestOptions options) {
    this.state = state;
    this.options = options;
  }

  void entry(long millis, long sequence, int fields) {
    state.ordered.updateLong(millis);
    state.ordered.updateLong(sequence);
    state.ordered.updateLong(fields);
  }

  void field(Slice field, Slice value) {
    DigestState.text(state.ordered, field);
    DigestState.text(state.ordered, value);
  }

  void info(StreamInfo info) {
    state.ordered.updateLong(-1);
    id(state.ordered, info.last());
    if (options.streamVersion() >= COUNTERS && info.maxDeleted() != null) {
      id(state.ordered, info.maxDeleted());
      state.ordered.updateLong(info.entriesAdded());
    }
  }

  void group(Slice name, StreamId lastDelivered, long entriesRead) {
    SipHash128 hash = state.startElement(NAME);
    hash.update(name);
    hash.finish();
    groupLow = hash.low();
    groupHigh = hash.high();
    hash = startOfGroup(GROUP);
    id(hash, lastDelivered);
    if (options.streamVersion() >= COUNTERS) {
      hash.updateLong(entriesRead);
    }
    state.addElement();
  }

  void pending(long millis, long sequence, long deliveredAtMillis, long deliveries) {
    SipHash128 hash = startOfGroup(PENDING);
    hash.updateLong(millis);
    hash.updateLong(sequence);
    hash.updateLong(deliveredAtMillis);
    hash.updateLong(deliveries);
    state.addElement();
  }

  void consumer(Slice name, long seenAtMillis, long activeAtMillis) {
    owner(name);
    SipHash128 hash = startOfGroup(CONSUMER);
    hash.updateLong(ownerLow);
    hash.updateLong(ownerHigh);
    if (options.consumerTimes()) {
      hash.updateLong(seenAtMillis);
      hash.updateLong(options.streamVersion() >= ACTIVE_TIME ? activeAtMillis : -1);
    }
    state.addElement();
  }

  void consumerPending(long millis, long sequence) {
    SipHash128 hash = startOfGroup(CONSUMER_PENDING);
    hash.updateLong(ownerLow);
    hash.updateLong(ownerHigh);
    hash.updateLong(millis);
    hash.updateLong(sequence);
    state.addElement();
  }

  void released(long millis, long sequence) {
    if (options.streamVersion() >= RELEASES) {
      SipHash128 hash = startOfGroup(RELEASED);
      hash.updateLong(millis);
      hash.updateLong(sequence);
      state.addElement();
    }
  }

  void idempotency(long first, long second) {
    if (options.streamVersion() >= IDEMPOTENCY) {
      state.ordered.updateLong(first);
      state.ordered.updateLong(second);
    }
  }

  void producer(Slice producer) {
    owner(producer);
  }

  void producerEntry(Slice idempotentId, long millis, long sequence) {
    if (options.streamVersion() >= IDEMPOTENCY) {
      SipHash128 hash = state.startElement(PRODUCER_ENTRY);
      hash.updateLong(ownerLow);
      hash.updateLong(ownerHigh);
      hash.updateLong(millis);
      hash.updateLong(sequence);
      hash.update(idempotentId);
      state.addElement();
    }
  }

  private void owner(Slice name) {
    SipHash128 hash = state.startElement(NAME);
    hash.update(name);
    hash.finish();
    ownerLow = hash.low();
    ownerHigh = hash.high();
  }

  private SipHash128 startOfGroup(int tag) {
    SipHash128 hash = state.startElement(tag);
    hash.updateLong(groupLow);
    hash.updateLong(groupHigh);
    return hash;
  }

  private static void id(SipHash128 hash, StreamId id) {
    hash.updateLong(id.millis());
    hash.updateLong(id.sequence());
  }
}
