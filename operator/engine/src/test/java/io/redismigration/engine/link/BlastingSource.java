package io.redismigration.engine.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Sends a snapshot of zeros as fast as loopback takes it, for measuring the link alone: no real
 * server is as fast.
 */
final class BlastingSource implements AutoCloseable {
  private static final String ID = "0".repeat(40);

  private final ServerSocketChannel listener;
  private final long bytes;

  BlastingSource(long bytes) throws IOException {
    this.bytes = bytes;
    listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(this::serve, "blasting-source");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  private void serve() {
    try (SocketChannel client = listener.accept()) {
      InputStream in = Channels.newInputStream(client);
      while (!command(in).equalsIgnoreCase("PSYNC")) {
        write(client, "-ERR not here\r\n");
      }
      write(client, "+FULLRESYNC " + ID + " 0\r\n$" + bytes + "\r\n");
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
      for (long sent = 0; sent < bytes; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - sent));
        sent += client.write(zeros);
      }
      while (in.read() >= 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SocketChannel to, String text) throws IOException {
    to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String command(InputStream in) throws IOException {
    int words = Integer.parseInt(line(in).substring(1));
    String first = "";
    for (int i = 0; i < words; i++) {
      line(in);
      String word = line(in);
      first = i == 0 ? word : first;
    }
    return first;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      text.append((char) c);
    }
    return text.toString().strip();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
