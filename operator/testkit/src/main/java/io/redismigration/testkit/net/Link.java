package io.redismigration.testkit.net;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection through a proxy: two sockets and a pipe each way. */
final class Link {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  private final Socket client;
  private final Socket server;
  private final Pipe toServer;
  private final Pipe toClient;
  private final Consumer<Link> whenOver;
  private final AtomicInteger openWays = new AtomicInteger(2);

  Link(Socket client, Socket server, Map<Direction, Faults> faults, Consumer<Link> whenOver) {
    this.client = client;
    this.server = server;
    this.whenOver = whenOver;
    toServer = new Pipe(client, server, faults.get(Direction.TO_SERVER), this);
    toClient = new Pipe(server, client, faults.get(Direction.TO_CLIENT), this);
  }

  void start() {
    toServer.start();
    toClient.start();
  }

  /** Ends both connections by RST, as a crashed machine's peer sees it. */
  void reset() {
    resetAndClose(client);
    resetAndClose(server);
    toServer.interrupt();
    toClient.interrupt();
    whenOver.accept(this);
  }

  void halfClose(Direction direction) {
    (direction == Direction.TO_SERVER ? toServer : toClient).halfClose();
  }

  /** One way came to its orderly end; when both have, the connection is over. */
  void wayEnded() {
    if (openWays.decrementAndGet() == 0) {
      close(client);
      close(server);
      whenOver.accept(this);
    }
  }

  private static void resetAndClose(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      LOG.debug("already closed: {}", e.getMessage());
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closed with {}", e.getMessage());
    }
  }
}
