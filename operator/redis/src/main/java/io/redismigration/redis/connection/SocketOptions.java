package io.redismigration.redis.connection;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * What every socket is set to: no Nagle delay, keepalive (first probe after {@code
 * keepIdleSeconds}, lost after three more, ten seconds apart, where the platform can say so).
 *
 * @param receiveBuffer bytes of SO_RCVBUF; 0 leaves the kernel's automatic size
 * @param sendBuffer bytes of SO_SNDBUF; 0 leaves the kernel's automatic size
 * @param keepIdleSeconds silence before the first keepalive probe; positive
 */
public record SocketOptions(int receiveBuffer, int sendBuffer, int keepIdleSeconds) {

  private static final int PROBES = 3;
  private static final int SECONDS_BETWEEN_PROBES = 10;

  public SocketOptions {
    if (receiveBuffer < 0 || sendBuffer < 0 || keepIdleSeconds <= 0) {
      throw new IllegalArgumentException("socket options must be positive");
    }
  }

  /** The kernel's buffer sizes, 30 s to the first probe. */
  public static SocketOptions defaults() {
    return new SocketOptions(0, 0, 30);
  }

  void applyTo(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (receiveBuffer > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    }
    if (sendBuffer > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
    }
    setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPIDLE, keepIdleSeconds);
    setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, SECONDS_BETWEEN_PROBES);
    setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
  }

  private static void setIfKnown(SocketChannel channel, SocketOption<Integer> option, int value)
      throws IOException {
    if (channel.supportedOptions().contains(option)) {
      channel.setOption(option, value);
    }
  }
}
