package io.redismigration.engine.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Some keys of one database as one side has them. Filled by {@link KeyReader}, reused from batch to
 * batch; payloads lie behind one another in one buffer. For one thread.
 */
public final class Page {
  /** What is known of a key. */
  public enum State {
    /** Nothing yet. */
    UNKNOWN,
    /** Not there, or expired. */
    ABSENT,
    /** Read in one piece. */
    WHOLE,
    /** Too large to be read in one piece. */
    LARGE
  }

  /** PTTL's answer for a key without TTL. */
  public static final long NO_TTL = -1;

  private static final int FIRST_BYTES = 256 << 10;
  private static final int RETAINED_BYTES = 24 << 20;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private List<byte[]> keys = List.of();
  private State[] states = {};
  private String[] types = {};
  private long[] sizes = {};
  private long[] ttls = {};
  private int[] starts = {};
  private int[] lengths = {};
  private ByteBuffer payloads = buffer(FIRST_BYTES);
  private long askedNanos;
  private long receivedNanos;

  void begin(List<byte[]> wanted) {
    keys = wanted;
    int count = wanted.size();
    if (states.length < count) {
      states = new State[count];
      types = new String[count];
      sizes = new long[count];
      ttls = new long[count];
      starts = new int[count];
      lengths = new int[count];
    }
    Arrays.fill(states, 0, count, State.UNKNOWN);
    Arrays.fill(types, 0, count, null);
    Arrays.fill(sizes, 0, count, 0);
    Arrays.fill(ttls, 0, count, NO_TTL);
    Arrays.fill(lengths, 0, count, 0);
    forgetPayloads();
  }

  /** Makes room for the next payloads. */
  void forgetPayloads() {
    if (payloads.capacity() > RETAINED_BYTES) {
      payloads = buffer(FIRST_BYTES);
    }
    payloads.clear();
  }

  /** Says when what is received now was asked for, by the monotonic clock. */
  void asked(long nanos) {
    askedNanos = nanos;
  }

  void received() {
    receivedNanos = System.nanoTime();
  }

  public List<byte[]> keys() {
    return keys;
  }

  public State state(int index) {
    return states[index];
  }

  void state(int index, State state) {
    states[index] = state;
  }

  /** Has keys that were absent read all the same: they may be there by now. */
  void expectAll() {
    for (int i = 0; i < keys.size(); i++) {
      if (states[i] == State.ABSENT) {
        states[i] = State.WHOLE;
      }
    }
  }

  /** TYPE's answer where it was needed, else null. */
  public String type(int index) {
    return types[index];
  }

  void type(int index, String type) {
    types[index] = type;
  }

  /** About how many bytes the value has; elements where nothing better was to be had. */
  public long size(int index) {
    return sizes[index];
  }

  void size(int index, long size) {
    sizes[index] = size;
  }

  /** Milliseconds to live when it was read, or {@link #NO_TTL}. */
  public long ttl(int index) {
    return ttls[index];
  }

  void ttl(int index, long millis) {
    ttls[index] = millis;
  }

  /** Earliest moment, in milliseconds of our monotonic clock, at which TTLs were read. */
  public long readFromMillis() {
    return askedNanos / NANOS_PER_MILLI;
  }

  /** Latest moment, in milliseconds of our monotonic clock, at which TTLs were read. */
  public long readToMillis() {
    return receivedNanos / NANOS_PER_MILLI + 1;
  }

  /** The buffer with all payloads. */
  public ByteBuffer payloads() {
    return payloads;
  }

  public int start(int index) {
    return starts[index];
  }

  public int length(int index) {
    return lengths[index];
  }

  void length(int index, int length) {
    lengths[index] = length;
  }

  /** Makes room for a payload and returns the buffer at its place, limited to its length. */
  ByteBuffer room(int index, long length) {
    int at = payloads.position();
    long end = at + length;
    if (end > payloads.capacity()) {
      ByteBuffer larger = buffer((int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * at)));
      payloads.flip();
      payloads = larger.put(payloads);
    }
    starts[index] = at;
    lengths[index] = (int) length;
    return payloads.limit((int) end);
  }

  /** Ends what {@link #room} began. */
  void filled() {
    payloads.limit(payloads.capacity());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
