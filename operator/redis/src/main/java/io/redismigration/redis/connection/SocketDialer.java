package io.redismigration.redis.connection;

import io.redismigration.redis.connection.ConnectionException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Connects over TCP, trying every address a name resolves to. The name is resolved anew each time,
 * as far as the JDK's cache allows.
 */
public final class SocketDialer implements Dialer {

  private static final Duration PROBE = Duration.ofSeconds(1);

  private final UnaryOperator<Endpoint> addressMap;
  private final SocketOptions options;

  public SocketDialer() {
    this(UnaryOperator.identity(), SocketOptions.defaults());
  }

  /**
   * @param addressMap where to really connect for a stated endpoint; TLS still expects the stated
   *     host's certificate
   * @param options set on every socket
   */
  public SocketDialer(UnaryOperator<Endpoint> addressMap, SocketOptions options) {
    this.addressMap = Objects.requireNonNull(addressMap, "addressMap");
    this.options = Objects.requireNonNull(options, "options");
  }

  @Override
  public Transport dial(ConnectionSettings settings) throws IOException {
    SocketTransport plain = connect(settings);
    if (settings.tls().isEmpty()) {
      return plain;
    }
    try {
      return TlsTransport.handshake(plain, settings.endpoint(), settings.tls().get(), settings);
    } catch (ConnectionException e) {
      plain.close();
      if (e.reason() == Reason.TimedOut && answersInPlainText(settings)) {
        throw new ConnectionException(
            Reason.ServerSpeaksPlainText, settings.endpoint() + " does not speak TLS", e);
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /**
   * A plain server says nothing to a TLS greeting: it waits for the end of what it takes for a line
   * (redis 7.0 networking.c, processInlineBuffer). So it is asked once more, in plain text.
   */
  private boolean answersInPlainText(ConnectionSettings settings) {
    try (SocketTransport plain = connect(settings)) {
      plain.readTimeout(PROBE);
      plain.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer first = ByteBuffer.allocate(1);
      return plain.read(first) == 1 && (first.get(0) == '+' || first.get(0) == '-');
    } catch (IOException e) {
      System.getLogger(SocketDialer.class.getName())
          .log(System.Logger.Level.DEBUG, "no answer in plain text", e);
      return false;
    }
  }

  private SocketTransport connect(ConnectionSettings settings) throws IOException {
    Endpoint stated = settings.endpoint();
    Endpoint real = addressMap.apply(stated);
    ConnectionException last = null;
    for (InetAddress address : resolve(real)) {
      try {
        return connect(settings, new InetSocketAddress(address, real.port()));
      } catch (ConnectionException e) {
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last;
  }

  private static InetAddress[] resolve(Endpoint endpoint) throws ConnectionException {
    try {
      return InetAddress.getAllByName(endpoint.host());
    } catch (UnknownHostException e) {
      throw new ConnectionException(
          Reason.NameNotResolved, "the name " + endpoint.host() + " does not resolve", e);
    }
  }

  private SocketTransport connect(ConnectionSettings settings, InetSocketAddress address)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      options.applyTo(channel);
      connect(channel, address, settings.connectTimeout());
      return new SocketTransport(
          settings.endpoint(), channel, settings.readTimeout(), settings.writeTimeout());
    } catch (IOException e) {
      SocketTransport.closeQuietly(channel);
      throw classified(settings.endpoint(), address, e);
    }
  }

  private static void connect(SocketChannel channel, InetSocketAddress address, Duration timeout)
      throws IOException {
    channel.configureBlocking(false);
    if (channel.connect(address)) {
      return;
    }
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_CONNECT);
      long deadline = System.nanoTime() + timeout.toNanos();
      while (!channel.finishConnect()) {
        long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
        if (left <= 0) {
          throw new SocketTimeoutException("no answer for " + timeout.toMillis() + " ms");
        }
        selector.select(key -> {}, left);
      }
    }
  }

  private static ConnectionException classified(
      Endpoint endpoint, InetSocketAddress address, IOException e) {
    Reason reason = reason(e);
    String at = endpoint + " (" + address.getAddress().getHostAddress() + ")";
    String message =
        switch (reason) {
          case Refused -> at + " refused the connection";
          case Unreachable -> at + " cannot be reached: " + e.getMessage();
          case TimedOut -> at + " did not answer: " + e.getMessage();
          default -> "the connection to " + at + " failed: " + e.getMessage();
        };
    return new ConnectionException(reason, message, e);
  }

  /** The JDK has no type for an unreachable network, only the system's words. */
  private static Reason reason(IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof SocketTimeoutException || text.contains("timed out")) {
      return Reason.TimedOut;
    }
    if (e instanceof NoRouteToHostException || text.contains("unreachable")) {
      return Reason.Unreachable;
    }
    return e instanceof ConnectException ? Reason.Refused : Reason.Failed;
  }
}
