package io.redismigration.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Free TCP ports on loopback, from the kernel. Another process may take one meanwhile: callers try
 * again.
 */
public final class Ports {

  private static final int BUS_OFFSET = 10_000;
  private static final int HIGHEST = 65_535;

  private Ports() {}

  /** A port nobody listens on. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  /** A free port whose cluster bus port, 10000 above it, exists and is free too. */
  public static int freeWithClusterBus() {
    while (true) {
      int port = free();
      if (port + BUS_OFFSET <= HIGHEST && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
