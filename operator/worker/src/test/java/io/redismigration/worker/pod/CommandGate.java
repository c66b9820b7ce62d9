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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Lets everything through to a server, but for one command, or its answer: held for ever, unless
 * released.
 */
final class CommandGate implements AutoCloseable {
  private final String command;
  private final boolean answered;
  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final AtomicInteger left;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private CommandGate(String host, int port, String command, int which, boolean answered)
      throws IOException {
    this.command = command;
    this.answered = answered;
    this.host = host;
    this.port = port;
    this.left = new AtomicInteger(which);
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("gate", this::accept);
  }

  /**
   * Holds a CONFIG SET.
   *
   * @param which the first, second … of them
   */
  static CommandGate configSet(String host, int port, int which) throws IOException {
    return new CommandGate(host, port, "\r\nCONFIG\r\n$3\r\nSET\r\n", which, false);
  }

  /**
   * Holds the first EXEC.
   *
   * @param answered whether the server gets it, and only its answer is held
   */
  static CommandGate exec(String host, int port, boolean answered) throws IOException {
    return new CommandGate(host, port, "\r\nEXEC\r\n", 1, answered);
  }

  /** Holds the first WATCH until {@link #release}. */
  static CommandGate watch(String host, int port) throws IOException {
    return new CommandGate(host, port, "\r\nWATCH\r\n", 1, false);
  }

  /** Lets through what was held. */
  void release() {
    released.countDown();
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
        AtomicBoolean silent = new AtomicBoolean();
        start("gate-in", () -> ask(client, server, silent));
        start("gate-out", () -> answer(server, client, silent));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void ask(Socket from, Socket to, AtomicBoolean silent) {
    pass(
        from,
        to,
        text -> {
          if (!text.contains(command) || left.decrementAndGet() != 0) {
            return true;
          }
          silent.set(true);
          held.countDown();
          return answered || isReleased(silent);
        });
  }

  private boolean isReleased(AtomicBoolean silent) {
    try {
      released.await();
      silent.set(false);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void answer(Socket from, Socket to, AtomicBoolean silent) {
    pass(from, to, text -> !silent.get());
  }

  private static void pass(Socket from, Socket to, Predicate<String> passes) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (passes.test(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
          out.write(buffer, 0, read);
        }
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
