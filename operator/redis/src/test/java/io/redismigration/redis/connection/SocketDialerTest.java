package io.redismigration.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.connection.ConnectionException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocketDialerTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final SocketDialer dialer = new SocketDialer();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void saysThatANameDoesNotResolve() {
    assertReason(ConnectionSettings.to(new Endpoint("no-such-host.invalid", 1)))
        .isEqualTo(Reason.NameNotResolved);
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    ConnectionSettings settings = settings(LONG);
    server.close();

    assertReason(settings).isEqualTo(Reason.Refused);
  }

  @Test
  void saysThatNobodyAnswersInTime() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(full.getLocalSocketAddress());
        waiting.add(channel);
      }
      Endpoint endpoint = new Endpoint("127.0.0.1", full.getLocalPort());

      assertReason(ConnectionSettings.to(endpoint).withTimeouts(SHORT, LONG, LONG))
          .isEqualTo(Reason.TimedOut);
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  @Test
  void connectsToTheMappedAddress() throws IOException {
    Endpoint stated = new Endpoint("source.example", 6379);
    Endpoint real = new Endpoint("127.0.0.1", server.getLocalPort());
    SocketDialer mapped =
        new SocketDialer(
            endpoint -> endpoint.equals(stated) ? real : endpoint, SocketOptions.defaults());

    try (Transport transport = mapped.dial(ConnectionSettings.to(stated));
        Socket accepted = server.accept()) {
      assertThat(accepted.isConnected()).isTrue();
      assertThat(transport).hasToString("connection to source.example:6379");
    }
  }

  @Test
  void aReadThatTimesOutLosesNothing() throws IOException {
    try (Transport transport = dialer.dial(settings(SHORT));
        Socket accepted = server.accept()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(10);

      assertThatThrownBy(() -> transport.read(buffer))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("200 ms");
      accepted.getOutputStream().write(7);

      transport.readTimeout(LONG);
      assertThat(transport.read(buffer)).isEqualTo(1);
      assertThat(buffer.get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void theOtherSidesEndIsAnEnd() throws IOException {
    try (Transport transport = dialer.dial(settings(LONG))) {
      server.accept().close();

      assertThat(transport.read(ByteBuffer.allocateDirect(10))).isEqualTo(-1);
    }
  }

  @Test
  void closingWakesTheReader() throws Exception {
    Transport transport = dialer.dial(settings(Duration.ZERO));
    try (Socket accepted = server.accept()) {
      CompletableFuture<ConnectionException> reader =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(
                      ConnectionException.class,
                      () -> transport.read(ByteBuffer.allocateDirect(10))));
      assertThat(reader).isNotDone();

      transport.close();

      assertThat(reader.get(5, TimeUnit.SECONDS).reason()).isEqualTo(Reason.Closed);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closingWakesAWriterNobodyReadsFrom() throws Exception {
    Transport transport = dialer.dial(settings(LONG).withTimeouts(LONG, LONG, Duration.ZERO));
    try (Socket accepted = server.accept()) {
      CompletableFuture<ConnectionException> writer =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(
                      ConnectionException.class,
                      () -> transport.write(ByteBuffer.allocateDirect(64 << 20))));
      assertThat(accepted.getInputStream().read()).isZero();

      transport.close();

      assertThat(writer.get(5, TimeUnit.SECONDS).reason()).isEqualTo(Reason.Closed);
    }
  }

  @Test
  void interruptingTheReaderClosesTheConnection() throws Exception {
    Transport transport = dialer.dial(settings(Duration.ZERO));
    try (Socket accepted = server.accept()) {
      CompletableFuture<ConnectionException> outcome = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () ->
                  outcome.complete(
                      catchThrowableOfType(
                          ConnectionException.class,
                          () -> transport.read(ByteBuffer.allocateDirect(10)))));
      reader.start();

      reader.interrupt();

      assertThat(outcome.get(5, TimeUnit.SECONDS).reason()).isEqualTo(Reason.Closed);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aWriteNobodyTakesTimesOut() throws IOException {
    try (Transport transport = dialer.dial(settings(LONG).withTimeouts(LONG, LONG, SHORT));
        Socket accepted = server.accept()) {
      assertThat(accepted.isConnected()).isTrue();
      assertThatThrownBy(() -> transport.write(ByteBuffer.allocateDirect(64 << 20)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void closingTwiceIsFine() throws IOException {
    Transport transport = dialer.dial(settings(LONG));
    transport.close();
    transport.close();

    assertThatThrownBy(() -> transport.write(ByteBuffer.allocateDirect(1)))
        .isInstanceOfSatisfying(
            ConnectionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.Closed));
  }

  private ConnectionSettings settings(Duration read) {
    InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
    return ConnectionSettings.to(new Endpoint("127.0.0.1", address.getPort()))
        .withTimeouts(LONG, read, LONG);
  }

  private org.assertj.core.api.AbstractComparableAssert<?, Reason> assertReason(
      ConnectionSettings settings) {
    ConnectionException e =
        catchThrowableOfType(ConnectionException.class, () -> dialer.dial(settings).close());
    assertThat(e.remedy()).isNotBlank();
    return assertThat(e.reason());
  }
}
