package io.redismigration.redis.connection;

import io.redismigration.redis.connection.ConnectionException.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS over a plain connection. Reading and writing run side by side, as {@link SSLEngine} allows;
 * only what the protocol itself has to answer while reading (a key update) waits for the writer.
 */
final class TlsTransport implements Transport {

  /** TLS records gathered before one write to the socket. */
  private static final int RECORDS_PER_WRITE = 4;

  /** How long an alert is waited for on a connection that has just broken. */
  private static final Duration ALERT_WAIT = Duration.ofMillis(200);

  private final SocketTransport plain;
  private final Endpoint endpoint;
  private final TlsContext context;
  private final SSLEngine engine;
  private final ReentrantLock readLock = new ReentrantLock();
  private final ReentrantLock writeLock = new ReentrantLock();
  private final ByteBuffer outgoing;

  /** Encrypted bytes received, ready to be read. */
  private final ByteBuffer incoming;

  /** Decrypted bytes nobody has asked for yet, ready to be read. */
  private ByteBuffer decrypted;

  private TlsTransport(SocketTransport plain, Endpoint endpoint, TlsContext context) {
    this.plain = plain;
    this.endpoint = endpoint;
    this.context = context;
    this.engine = context.engine();
    int packet = engine.getSession().getPacketBufferSize();
    this.outgoing = ByteBuffer.allocateDirect(RECORDS_PER_WRITE * packet);
    this.incoming = ByteBuffer.allocateDirect(RECORDS_PER_WRITE * packet).limit(0);
    this.decrypted =
        ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize()).limit(0);
  }

  /** Shakes hands within the connect timeout. The caller closes {@code plain} when this fails. */
  static TlsTransport handshake(
      SocketTransport plain, Endpoint endpoint, TlsSettings tls, ConnectionSettings settings)
      throws IOException {
    TlsTransport transport = new TlsTransport(plain, endpoint, TlsContext.create(tls, endpoint));
    plain.readTimeout(settings.connectTimeout());
    try {
      transport.handshake();
    } catch (SocketTimeoutException e) {
      throw new ConnectionException(
          Reason.TimedOut, endpoint + " did not answer the TLS handshake", e);
    } catch (SSLException e) {
      throw transport.context.classified(endpoint, e);
    }
    plain.readTimeout(settings.readTimeout());
    return transport;
  }

  private void handshake() throws IOException {
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> wrapHandshake();
        default -> {
          if (unwrapInto(decryptedForWriting()) < 0) {
            throw new ConnectionException(
                Reason.TlsHandshakeFailed, endpoint + " closed the connection in the handshake");
          }
        }
      }
      status = engine.getHandshakeStatus();
    }
    decrypted.flip();
  }

  @Override
  public Optional<Instant> certificateEnds() {
    try {
      return Arrays.stream(engine.getSession().getPeerCertificates())
          .filter(X509Certificate.class::isInstance)
          .map(certificate -> ((X509Certificate) certificate).getNotAfter().toInstant())
          .min(Comparator.naturalOrder());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private ByteBuffer decryptedForWriting() {
    return decrypted.limit(decrypted.capacity());
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    readLock.lock();
    try {
      while (!decrypted.hasRemaining()) {
        boolean direct = dst.remaining() >= decrypted.capacity();
        int before = dst.position();
        if (!direct) {
          decrypted.clear();
        }
        int count;
        try {
          count = unwrapInto(direct ? dst : decrypted);
        } finally {
          if (!direct) {
            decrypted.flip();
          }
        }
        if (count < 0) {
          return -1;
        }
        if (dst.position() > before) {
          return dst.position() - before;
        }
      }
      return transfer(decrypted, dst);
    } catch (SSLException e) {
      throw context.classified(endpoint, e);
    } finally {
      readLock.unlock();
    }
  }

  private static int transfer(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), count);
    to.position(to.position() + count);
    from.position(from.position() + count);
    return count;
  }

  /** One record in; 0 when it held no data, -1 at the end. */
  private int unwrapInto(ByteBuffer target) throws IOException {
    while (true) {
      SSLEngineResult result = engine.unwrap(incoming, target);
      switch (result.getStatus()) {
        case CLOSED -> {
          return -1;
        }
        case BUFFER_UNDERFLOW -> {
          if (receive() < 0) {
            return -1;
          }
        }
        case BUFFER_OVERFLOW ->
            throw new SSLException("a TLS record larger than the session allows");
        case OK -> {
          answerHandshake(result.getHandshakeStatus());
          return result.bytesProduced();
        }
      }
    }
  }

  private int receive() throws IOException {
    incoming.compact();
    try {
      return plain.read(incoming);
    } finally {
      incoming.flip();
    }
  }

  /** Messages after the handshake: session tickets, key updates. */
  private void answerHandshake(HandshakeStatus status) throws IOException {
    if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrapHandshake();
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void wrapHandshake() throws IOException {
    writeLock.lock();
    try {
      outgoing.clear();
      engine.wrap(ByteBuffer.allocate(0), outgoing);
      send();
    } finally {
      writeLock.unlock();
    }
  }

  private void send() throws IOException {
    try {
      plain.write(outgoing.flip());
    } catch (ConnectionException e) {
      explain(e);
      throw e;
    }
  }

  /** A server that turned us away said so before it closed: its alert is still to be read. */
  private void explain(ConnectionException broken) throws SSLException {
    if (!readLock.tryLock()) {
      return;
    }
    try {
      ByteBuffer ignored = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
      plain.readTimeout(ALERT_WAIT);
      int read;
      do {
        read = unwrapInto(ignored.clear());
      } while (read >= 0);
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      broken.addSuppressed(e);
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    writeLock.lock();
    try {
      int packet = engine.getSession().getPacketBufferSize();
      while (src.hasRemaining()) {
        outgoing.clear();
        while (src.hasRemaining() && outgoing.remaining() >= packet) {
          if (engine.wrap(src, outgoing).getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new ConnectionException(
                Reason.Closed, "the connection to " + endpoint + " was closed");
          }
        }
        send();
      }
    } catch (SSLException e) {
      throw context.classified(endpoint, e);
    } finally {
      writeLock.unlock();
    }
  }

  @Override
  public void readTimeout(Duration timeout) {
    plain.readTimeout(timeout);
  }

  /** Says goodbye if nobody is writing and the kernel takes it at once; closes in any case. */
  @Override
  public void close() {
    if (writeLock.tryLock()) {
      try {
        engine.closeOutbound();
        outgoing.clear();
        engine.wrap(ByteBuffer.allocate(0), outgoing);
        plain.writeNow(outgoing.flip());
      } catch (IOException e) {
        System.getLogger(TlsTransport.class.getName())
            .log(System.Logger.Level.DEBUG, "no TLS goodbye", e);
      } finally {
        writeLock.unlock();
      }
    }
    plain.close();
  }

  @Override
  public String toString() {
    return "TLS connection to " + endpoint;
  }
}
