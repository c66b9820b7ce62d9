package io.redismigration.worker.pod;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets everything through to a server, but for one CONFIG SET, which is held for ever. */
final class CommandGate implements AutoCloseable {
  private static final String HELD = "\r\nCONFIG\r\n$3\r\nSET\r\n";

  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final AtomicInteger left;
  private final CountDownLatch held = new CountDownLatch(1);

  /**
   * @param which the first, second … CONFIG SET is held
   */
  CommandGate(String host, int port, int which) throws IOException {
    this.host = host;
    this.port = port;
    this.left = new AtomicInteger(which);
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("gate", this::accept);
  }

  String host() {
    return listening.getInetAddress().getHostAddress();
  }

  int port() {
    return listening.getLocalPort();
  }

  boolean awaitHeld(long seconds) throws InterruptedException {
    return held.await(seconds, TimeUnit.SECONDS);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(host, port);
        start("gate-in", () -> pass(client, server, true));
        start("gate-out", () -> pass(server, client, false));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pass(Socket from, Socket to, boolean looks) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        if (looks && text.contains(HELD) && left.decrementAndGet() == 0) {
          held.countDown();
          in.transferTo(OutputStream.nullOutputStream());
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      // One side has gone: so has the other.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
