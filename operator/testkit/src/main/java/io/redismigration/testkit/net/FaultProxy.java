package io.redismigration.testkit.net;

import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy on loopback whose network can be made bad at will, while connections run. Faults hold
 * for all connections, those to come too, until {@link #resume}. Knows nothing of what the bytes
 * mean. For several threads.
 */
public final class FaultProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
  private static final Duration REBIND_PATIENCE = Duration.ofSeconds(20);

  private final Map<Direction, Faults> faults = new EnumMap<>(Direction.class);
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final int port;
  private volatile InetSocketAddress target;
  private ServerSocket listener;
  private Thread acceptor;

  private FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    for (Direction direction : Direction.values()) {
      faults.put(direction, new Faults());
    }
    listener = bind(0);
    port = listener.getLocalPort();
    acceptFrom(listener);
  }

  /** Starts a proxy for that address, on a port of its own. */
  public static FaultProxy to(String host, int port) {
    try {
      return new FaultProxy(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a proxy", e);
    }
  }

  /** Address to connect to, always loopback. */
  public String host() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  /** Port to connect to. */
  public int port() {
    return port;
  }

  /** {@code host:port}. */
  public String address() {
    return host() + ":" + port;
  }

  /** Lengthens the way, each direction by that much; the rate stays. */
  public void delay(Duration oneWay) {
    faults.values().forEach(way -> way.delay(oneWay));
  }

  /**
   * Lets through no more than that.
   *
   * @param bytesPerSecond over all connections, at least 1
   */
  public void throttle(Direction direction, long bytesPerSecond) {
    faults.get(direction).throttle(bytesPerSecond);
  }

  /** Stops reading and passing on in that direction; connections stay open. */
  public void stall(Direction direction) {
    faults.get(direction).stall();
  }

  /** Stalls both directions: a network that swallows everything. */
  public void stall() {
    faults.values().forEach(Faults::stall);
  }

  /** Cuts every connection by RST, now. */
  public void cut() {
    links.forEach(Link::reset);
  }

  /**
   * Cuts one connection by RST when that many more bytes have passed in that direction over all
   * connections.
   *
   * @param bytes at least 1
   */
  public void cutAfter(Direction direction, long bytes) {
    faults.get(direction).cutAfter(bytes);
  }

  /**
   * Tells the receivers of that direction that nothing more comes, on every connection there is.
   */
  public void halfClose(Direction direction) {
    links.forEach(link -> link.halfClose(direction));
  }

  /**
   * Refuses new connections: nobody listens. Those that stand go on. Waits for the acceptor, since
   * the kernel goes on listening for as long as a thread is still inside a call on the socket.
   */
  public synchronized void refuse() {
    try {
      listener.close();
      acceptor.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the proxy stopped listening", e);
    }
  }

  /** Ends all faults; new connections are taken again, on the same port. */
  public synchronized void resume() {
    faults.values().forEach(Faults::clear);
    if (listener.isClosed()) {
      listener = bindAgain();
      acceptFrom(listener);
    }
  }

  /** Leads new connections to another server; those that stand go on. */
  public void retarget(String host, int otherPort) {
    target = new InetSocketAddress(host, otherPort);
  }

  /** Bytes passed on so far, over all connections. */
  public long bytes(Direction direction) {
    return faults.get(direction).forwarded();
  }

  /** Connections open now. */
  public int connections() {
    return links.size();
  }

  /** Connections taken so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() {
    refuse();
    cut();
  }

  private ServerSocket bind(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    return socket;
  }

  private ServerSocket bindAgain() {
    long deadline = System.nanoTime() + REBIND_PATIENCE.toNanos();
    while (true) {
      try {
        return bind(port);
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new UncheckedIOException("port " + port + " was taken meanwhile", e);
        }
      }
      Waiting.pause();
    }
  }

  private void acceptFrom(ServerSocket socket) {
    acceptor = new Thread(() -> acceptAll(socket), "proxy-acceptor-" + port);
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void acceptAll(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        accepted.incrementAndGet();
        connect(client);
      } catch (IOException e) {
        LOG.debug("no longer accepting: {}", e.getMessage());
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target);
    } catch (IOException e) {
      LOG.debug("{} does not answer: {}", target, e.getMessage());
      client.setSoLinger(true, 0);
      client.close();
      server.close();
      return;
    }
    Link link = new Link(client, server, faults, links::remove);
    links.add(link);
    link.start();
  }
}
