package io.redismigration.testkit.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One connection speaking RESP2, the testkit's own, so that a test never checks the project's
 * client with itself.
 *
 * <p>Replies come as {@code String} (simple), {@code Long}, {@code byte[]} or {@code String} (bulk,
 * as the method says), {@code List<Object>}, or null; an error is thrown, or stands as a {@link
 * RespError} inside a list. For one thread at a time.
 */
public final class RespConnection implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
  }

  /**
   * Connects.
   *
   * @param tls what to trust and to show, where the server speaks TLS
   * @param timeout for connecting, and for each reply
   * @throws UncheckedIOException if nobody answers
   */
  public static RespConnection open(
      InetSocketAddress address, Optional<SSLContext> tls, Duration timeout) {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(address, (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      return new RespConnection(tls.isPresent() ? secured(plain, address, tls.get()) : plain);
    } catch (IOException e) {
      closeAfter(plain, e);
      throw new UncheckedIOException("cannot connect to " + address, e);
    }
  }

  private static Socket secured(Socket plain, InetSocketAddress address, SSLContext tls)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(plain, address.getHostString(), address.getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private static void closeAfter(Socket socket, IOException failure) {
    try {
      socket.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Sets how long a reply may take from now on; zero waits for ever. */
  public void timeout(Duration timeout) {
    try {
      socket.setSoTimeout((int) timeout.toMillis());
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command and waits for its reply, bulk strings read as UTF-8.
   *
   * @throws RespError if the server answers with an error
   * @throws UncheckedIOException if the connection fails or the reply takes too long
   */
  public Object command(String... words) {
    return decoded(commandBytes(encoded(words)));
  }

  /** As {@link #command}, bytes in and bytes out. */
  public Object commandBytes(byte[]... words) {
    send(words);
    flush();
    Object reply = read();
    if (reply instanceof RespError error) {
      throw error;
    }
    return reply;
  }

  /** Queues a command; {@link #flush} sends what is queued. */
  public void send(byte[]... words) {
    try {
      header('*', words.length);
      for (byte[] word : words) {
        header('$', word.length);
        out.write(word);
        out.write('\r');
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #send(byte[]...)} in UTF-8. */
  public void send(String... words) {
    send(encoded(words));
  }

  /** Queues bytes as they are: something other than a command. */
  public void sendRaw(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends what is queued. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the next reply; an error is returned, not thrown. Bulk strings are {@code byte[]}. */
  public Object read() {
    try {
      return next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the {@code byte[]} in a reply by UTF-8 strings, in lists too. */
  public static Object decoded(Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (reply instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(item -> copy.add(decoded(item)));
      return copy;
    }
    return reply;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[][] encoded(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  private void header(char kind, long number) throws IOException {
    out.write(kind);
    out.write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    out.write('\r');
    out.write('\n');
  }

  private Object next() throws IOException {
    int kind = readByte();
    return switch (kind) {
      case '+' -> line();
      case '-' -> new RespError(line());
      case ':' -> Long.valueOf(line());
      case '$' -> bulk(Integer.parseInt(line()));
      case '*' -> list(Integer.parseInt(line()));
      default -> throw new IOException("not RESP2: a reply starts with byte " + kind);
    };
  }

  private Object list(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<Object> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(next());
    }
    return items;
  }

  private Object bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.readNBytes(2).length < 2) {
      throw new EOFException("the server closed the connection inside a reply");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = readByte(); b != '\r'; b = readByte()) {
      text.append((char) b);
    }
    readByte();
    return text.toString();
  }

  private int readByte() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the server closed the connection");
    }
    return b;
  }
}
