package io.redismigration.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server itself is the oracle: COMMAND GETKEYS for every command that can be in a stream. */
class KeysOnServersTest {

  private static final int ENOUGH_ARGUMENTS = 9;

  /** QUIT was handled before the table up to 7.0; REPLCONF came with 2.8, though 3.0 is stated. */
  private static final List<String> OUTSIDE_THEIR_TABLES = List.of("QUIT", "REPLCONF");

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private final CommandTable table = CommandTable.standard();
  private final KeyExtractor keys = new KeyExtractor(table);

  @ParameterizedTest
  @ValueSource(strings = {"7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void findsTheKeysTheServerFinds(String version) throws IOException {
    RedisServer server = servers.start(version);
    ConnectionSettings settings = ConnectionSettings.to(new Endpoint(server.host(), server.port()));
    try (RedisConnection connection = RedisConnection.open(new SocketDialer(), settings)) {
      ServerIdentity identity =
          ServerIdentity.fromInfo(connection.require("INFO", "server").text());
      int compared = 0;
      for (CommandSpec spec : table.all()) {
        boolean streamed = spec.isWrite() || spec.is(CommandFlag.MAY_REPLICATE);
        if (streamed && spec.in(identity) && !spec.isContainer()) {
          List<String> words = words(spec);
          assertThat(ours(words)).as(words.toString()).isEqualTo(theirs(connection, words));
          compared++;
        }
      }
      assertThat(compared).isGreaterThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void knowsWhichCommandsTheServerHas(String version) throws IOException {
    RedisServer server = servers.start(version);
    ConnectionSettings settings = ConnectionSettings.to(new Endpoint(server.host(), server.port()));
    try (RedisConnection connection = RedisConnection.open(new SocketDialer(), settings)) {
      ServerIdentity identity =
          ServerIdentity.fromInfo(connection.require("INFO", "server").text());
      boolean newer = Capabilities.of(identity).isNewerThanSupported();
      TreeSet<String> theirs = new TreeSet<>();
      for (Reply command : connection.require("COMMAND").elements()) {
        String name = command.elements().get(0).text();
        assertThat(newer || table.find(name).isPresent()).as(name).isTrue();
        theirs.add(name.toUpperCase(Locale.ROOT));
      }
      TreeSet<String> ours = new TreeSet<>();
      for (CommandSpec spec : table.all()) {
        if (spec.in(identity) && !spec.name().contains("|")) {
          ours.add(spec.name());
        }
      }
      OUTSIDE_THEIR_TABLES.forEach(ours::remove);
      OUTSIDE_THEIR_TABLES.forEach(theirs::remove);
      theirs.removeIf(name -> vanished(name) && !ours.contains(name));
      assertThat(theirs).containsAll(ours);
      assertThat(newer || ours.containsAll(theirs)).as("%s beyond %s", theirs, ours).isTrue();
    }
  }

  /** A command of old servers, of which nobody says any more since when there was one. */
  private boolean vanished(String name) {
    return table.find(name).filter(spec -> spec.sinceRedis().isEmpty()).isPresent();
  }

  /** Numbers, each once: they pass for keys, and for the number of keys where one is expected. */
  private static List<String> words(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of(spec.name().split("\\|")));
    int argc = spec.arity() > 0 ? spec.arity() : Math.max(-spec.arity(), ENOUGH_ARGUMENTS);
    int odd = spec.arity() < 0 && spec.name().startsWith("MSET") ? argc | 1 : argc;
    for (int number = 1; words.size() < odd; number++) {
      words.add(Integer.toString(number));
    }
    return words;
  }

  private TreeSet<String> ours(List<String> words) {
    Words command = Words.of(words.toArray(new String[0]));
    keys.extract(table.find(command), command);
    TreeSet<String> found = new TreeSet<>();
    for (int i = 0; keys.complete() && i < keys.count(); i++) {
      found.add(words.get(keys.position(i)));
    }
    return found;
  }

  /** An error means that it has no keys, or none that can be told from these arguments. */
  private static TreeSet<String> theirs(RedisConnection connection, List<String> words)
      throws IOException {
    List<String> ask = new ArrayList<>(List.of("COMMAND", "GETKEYS"));
    ask.addAll(words);
    TreeSet<String> found = new TreeSet<>();
    if (connection.call(ask.toArray(new String[0])) instanceof Reply.Array array) {
      array.elements().forEach(key -> found.add(key.text()));
    }
    return found;
  }
}
