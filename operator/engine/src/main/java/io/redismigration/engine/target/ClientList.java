package io.redismigration.engine.target;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who is connected to a server: what CLIENT LIST answers, a line per connection with fields as
 * {@code name=value}. A field that a release does not have is empty.
 */
public record ClientList(List<Client> clients) {

  /**
   * One connection.
   *
   * @param address {@code host:port} of the other side, as CLIENT KILL takes it
   * @param name as given by CLIENT SETNAME
   * @param command last command, in lower case, without its subcommand
   */
  public record Client(String address, String name, String command) {}

  /** Reads the reply's text. */
  public static ClientList parse(String text) {
    List<Client> clients = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        clients.add(client(line));
      }
    }
    return new ClientList(List.copyOf(clients));
  }

  private static Client client(String line) {
    String address = "";
    String name = "";
    String command = "";
    for (String field : line.strip().split(" ")) {
      if (field.startsWith("addr=")) {
        address = field.substring("addr=".length());
      } else if (field.startsWith("name=")) {
        name = field.substring("name=".length());
      } else if (field.startsWith("cmd=")) {
        command = field.substring("cmd=".length()).split("\\|")[0];
      }
    }
    return new Client(address, name, command);
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
