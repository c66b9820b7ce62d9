package io.redismigration.redis.resp;

import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.connection.ConnectionException.Reason;
import io.redismigration.redis.connection.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies. Two ways: {@link #read()} builds a tree, for control commands; {@link #next()}
 * steps through without allocating anything but the text of an error, for the hot path.
 *
 * <p>After {@code next()} says ARRAY, the array's elements come from the following calls. A bulk
 * that nobody took is skipped by the next call. When a read times out in the middle of a reply, the
 * connection has lost its place and has to be closed. Not for several threads.
 */
public final class ReplyReader {

  private static final int BUFFER = 64 << 10;

  /** Redis answers no status or error longer than this; bulks and arrays have no limit here. */
  private static final int MAX_LINE = 16 << 10;

  private static final int MAX_DEPTH = 32;
  private static final byte TLS_ALERT = 0x15;

  private final Transport transport;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final byte[] line = new byte[MAX_LINE];
  private int lineLength;
  private ReplyKind kind = ReplyKind.NULL;
  private long number;
  private RedisError error;

  /** Bytes of the current bulk nobody has taken, its line end included. */
  private long pendingBulk;

  public ReplyReader(Transport transport) {
    this.transport = transport;
  }

  /** Reads one whole reply. Bulks are copied to the heap: not for large values. */
  public Reply read() throws IOException {
    return read(0);
  }

  private Reply read(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new RespException("arrays nested deeper than " + MAX_DEPTH);
    }
    return switch (next()) {
      case STATUS -> new Reply.Status(status());
      case ERROR -> new Reply.Error(error);
      case INTEGER -> new Reply.Integer(number);
      case NULL -> new Reply.Null();
      case BULK -> new Reply.Bulk(bulk());
      case ARRAY -> {
        int count = arrayLength();
        List<Reply> elements = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
          elements.add(read(depth + 1));
        }
        yield new Reply.Array(elements);
      }
    };
  }

  /** Moves to the next reply, or the next element of an array. */
  public ReplyKind next() throws IOException {
    skipBulk();
    byte mark = nextByte();
    switch (mark) {
      case '+' -> {
        line();
        kind = ReplyKind.STATUS;
      }
      case '-' -> {
        line();
        error = RedisError.of(status());
        kind = ReplyKind.ERROR;
      }
      case ':' -> {
        number = decimal();
        kind = ReplyKind.INTEGER;
      }
      case '$' -> {
        number = decimal();
        kind = number < 0 ? ReplyKind.NULL : ReplyKind.BULK;
        pendingBulk = number < 0 ? 0 : number + 2;
      }
      case '*' -> {
        number = decimal();
        kind = number < 0 ? ReplyKind.NULL : ReplyKind.ARRAY;
      }
      default -> throw foreign(mark);
    }
    return kind;
  }

  /**
   * Consumes one whole reply, whatever is in it.
   *
   * @return the first error met in it, null when there was none
   */
  public RedisError skipReply() throws IOException {
    RedisError first = null;
    long left = 1;
    while (left > 0) {
      left--;
      ReplyKind found = next();
      if (found == ReplyKind.ARRAY) {
        left += number;
      } else if (found == ReplyKind.ERROR && first == null) {
        first = error;
      }
    }
    skipBulk();
    return first;
  }

  /** What {@link #next()} found last. */
  public ReplyKind kind() {
    return kind;
  }

  /** The number of an INTEGER. */
  public long integer() {
    return number;
  }

  /** How many elements an ARRAY has. */
  public int arrayLength() throws RespException {
    if (number > Integer.MAX_VALUE) {
      throw new RespException("an array of " + number + " elements");
    }
    return (int) number;
  }

  /** Bytes of a BULK. */
  public long bulkLength() {
    return number;
  }

  /** The last ERROR. */
  public RedisError error() {
    return error;
  }

  /** The text of a STATUS; allocates. */
  public String status() {
    return new String(line, 0, lineLength, StandardCharsets.UTF_8);
  }

  /** Whether the current reply is a STATUS of that text. No allocation. */
  public boolean isStatus(String ascii) {
    if (kind != ReplyKind.STATUS || lineLength != ascii.length()) {
      return false;
    }
    for (int i = 0; i < lineLength; i++) {
      if (line[i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The current BULK as an array of its own. */
  public byte[] bulk() throws IOException {
    if (number > Integer.MAX_VALUE - 8) {
      throw new RespException("a value of " + number + " bytes does not fit an array");
    }
    byte[] bytes = new byte[(int) number];
    int done = 0;
    while (done < bytes.length) {
      fill();
      int count = Math.min(in.remaining(), bytes.length - done);
      in.get(bytes, done, count);
      done += count;
      pendingBulk -= count;
    }
    skipBulk();
    return bytes;
  }

  /**
   * Some more of the current BULK.
   *
   * @return bytes put into {@code dst}; -1 when the bulk has been read to its end
   */
  public int bulk(ByteBuffer dst) throws IOException {
    if (pendingBulk <= 2) {
      skipBulk();
      return -1;
    }
    fill();
    int count = (int) Math.min(Math.min(in.remaining(), dst.remaining()), pendingBulk - 2);
    transfer(dst, count);
    pendingBulk -= count;
    return count;
  }

  /**
   * A raw line, for what is not a reply: the header of a replication payload, keepalives.
   *
   * @param maxLength more bytes than that without a line end are an error
   * @return without its line end; empty for a bare newline
   */
  public String readLine(int maxLength) throws IOException {
    skipBulk();
    byte[] text = new byte[Math.min(maxLength, MAX_LINE)];
    int length = 0;
    for (byte next = nextByte(); next != '\n'; next = nextByte()) {
      if (length == text.length) {
        throw new RespException("a line of more than " + maxLength + " bytes");
      }
      text[length++] = next;
    }
    int end = length > 0 && text[length - 1] == '\r' ? length - 1 : length;
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /**
   * Raw bytes, first those already buffered, then from the transport directly: for what follows
   * PSYNC. Same contract as {@link Transport#read}.
   */
  public int readRaw(ByteBuffer dst) throws IOException {
    if (!in.hasRemaining()) {
      return transport.read(dst);
    }
    int count = Math.min(in.remaining(), dst.remaining());
    transfer(dst, count);
    return count;
  }

  /** Bytes received but not consumed. */
  public int buffered() {
    return in.remaining();
  }

  private void transfer(ByteBuffer dst, int count) {
    dst.put(dst.position(), in, in.position(), count);
    dst.position(dst.position() + count);
    in.position(in.position() + count);
  }

  private void skipBulk() throws IOException {
    while (pendingBulk > 0) {
      fill();
      int count = (int) Math.min(in.remaining(), pendingBulk);
      in.position(in.position() + count);
      pendingBulk -= count;
    }
  }

  private byte nextByte() throws IOException {
    if (!in.hasRemaining()) {
      fill();
    }
    return in.get();
  }

  private void fill() throws IOException {
    if (in.hasRemaining()) {
      return;
    }
    in.clear();
    int count;
    try {
      count = transport.read(in);
    } finally {
      in.flip();
    }
    if (count < 0) {
      throw new ConnectionException(Reason.Closed, transport + " was ended by the server");
    }
  }

  private void line() throws IOException {
    lineLength = 0;
    for (byte next = nextByte(); next != '\n'; next = nextByte()) {
      if (lineLength == line.length) {
        throw new RespException("a status or error of more than " + MAX_LINE + " bytes");
      }
      line[lineLength++] = next;
    }
    if (lineLength > 0 && line[lineLength - 1] == '\r') {
      lineLength--;
    }
  }

  private long decimal() throws IOException {
    byte next = nextByte();
    boolean negative = next == '-';
    if (negative || next == '+') {
      next = nextByte();
    }
    long value = 0;
    int digits = 0;
    while (next >= '0' && next <= '9') {
      value = value * 10 + (next - '0');
      digits++;
      next = nextByte();
    }
    // 19 digits overflow only beyond Long.MAX_VALUE, whose negation is also what -2^63 wraps to.
    if (digits == 0 || digits > 19 || next != '\r' || nextByte() != '\n') {
      throw new RespException("a number was expected in a reply");
    }
    return negative ? -value : value;
  }

  private IOException foreign(byte mark) {
    if (mark == TLS_ALERT) {
      return new ConnectionException(
          Reason.ServerSpeaksTls, transport + ": the server answers in TLS");
    }
    return new ConnectionException(
        Reason.ProtocolViolation,
        transport + ": a reply cannot begin with byte 0x" + Integer.toHexString(mark & 0xff));
  }
}
