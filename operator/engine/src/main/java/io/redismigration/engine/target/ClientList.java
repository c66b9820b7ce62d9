package io.redismigration.engine.target;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is connected to a server: what CLIENT LIST answers, a line per connection with fields as
 * {@code name=value}. A field that a release does not have is empty.
 */
public record ClientList(List<Client> clients) {

  /**
   * One connection.
   *
   * @param id as CLIENT UNBLOCK takes it (5.0)
   * @param address {@code host:port} of the other side, as CLIENT KILL takes it
   * @param name as given by CLIENT SETNAME
   * @param command last command, in lower case, without its subcommand
   * @param idleSeconds since then
   * @param flags a letter each; {@code M}: a primary we replicate from
   * @param user as whom it is logged in (6.0)
   */
  public record Client(
      String id,
      String address,
      String name,
      String command,
      long idleSeconds,
      String flags,
      String user) {}

  /** Reads the reply's text. */
  public static ClientList parse(String text) {
    return new ClientList(stream(text).toList());
  }

  /** Reads it one by one, without a list of all of them. */
  public static Stream<Client> stream(String text) {
    return text.lines().filter(line -> !line.isBlank()).map(ClientList::client);
  }

  private static Client client(String line) {
    Map<String, String> fields = new HashMap<>();
    for (String field : line.strip().split(" ")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    return new Client(
        fields.getOrDefault("id", ""),
        fields.getOrDefault("addr", ""),
        fields.getOrDefault("name", ""),
        fields.getOrDefault("cmd", "").split("\\|")[0],
        Long.parseLong(fields.getOrDefault("idle", "0")),
        fields.getOrDefault("flags", ""),
        fields.getOrDefault("user", ""));
  }

  /** Addresses of those whose name is meant. */
  public List<String> addresses(Predicate<String> named) {
    return clients.stream()
        .filter(client -> named.test(client.name()))
        .map(Client::address)
        .filter(address -> !address.isEmpty())
        .toList();
  }
}
