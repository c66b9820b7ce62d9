package io.redismigration.engine.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers PSYNC as told, for what no real server does on demand: bytes in one piece, or as fast as
 * loopback takes them.
 */
final class ScriptedSource implements AutoCloseable {
  static final String ID = "0123456789".repeat(4);

  /** What happens from PSYNC on; the connection is closed behind it. */
  interface Script {
    void play(List<String> psync, SocketChannel client) throws IOException;
  }

  private final ServerSocketChannel listener;
  private final Script script;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  ScriptedSource(Script script) throws IOException {
    this.script = script;
    listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(this::serve, "scripted-source");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  /** The arguments of every PSYNC so far. */
  List<String> asked() {
    return asked;
  }

  static void write(SocketChannel to, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /** Returns when the other side has closed. */
  static void awaitClose(SocketChannel client) throws IOException {
    ByteBuffer acknowledgements = ByteBuffer.allocate(1_024);
    while (client.read(acknowledgements.clear()) >= 0) {}
  }

  private void serve() {
    while (listener.isOpen()) {
      try (SocketChannel client = listener.accept()) {
        answer(client);
      } catch (IOException closed) {
        // The link went away, or the test is over: the next connection shows which.
      }
    }
  }

  private void answer(SocketChannel client) throws IOException {
    InputStream in = Channels.newInputStream(client);
    List<String> command = command(in);
    while (!command.get(0).equals("PSYNC")) {
      boolean known = command.get(0).equals("PING") || command.get(0).equals("REPLCONF");
      write(client, known ? "+OK\r\n" : "-ERR not here\r\n");
      command = command(in);
    }
    asked.add(command.get(1) + " " + command.get(2));
    script.play(command, client);
  }

  private static List<String> command(InputStream in) throws IOException {
    int count = Integer.parseInt(line(in).substring(1));
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      line(in);
      words.add(line(in));
    }
    return words;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the link went away");
      }
      text.append((char) c);
    }
    return text.toString().strip();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
