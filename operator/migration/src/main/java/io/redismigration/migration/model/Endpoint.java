package io.redismigration.migration.model;

/**
 * An address to dial.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  private static final int HIGHEST_PORT = 65535;

  public Endpoint {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("an endpoint needs a host, as in redis-old:6379");
    }
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          "port %d of %s is not between 1 and %d".formatted(port, host, HIGHEST_PORT));
    }
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Endpoint parse(String text) {
    if (text.contains("@")) {
      // Somebody's address with a password in it: it is not repeated.
      throw new IllegalArgumentException(
          "'***%s' names a user or a password: an endpoint is host:port, the rest belongs in auth"
              .formatted(text.substring(text.lastIndexOf('@'))));
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (host.contains(":") && !bracketed)) {
      throw new IllegalArgumentException(
          "'%s' is not host:port (an IPv6 address goes in brackets)".formatted(text));
    }
    String port = text.substring(colon + 1);
    if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(Character::isDigit)) {
      throw new IllegalArgumentException("'%s' does not end in a port number".formatted(text));
    }
    return new Endpoint(
        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[%s]:%d".formatted(host, port) : host + ":" + port;
  }
}
