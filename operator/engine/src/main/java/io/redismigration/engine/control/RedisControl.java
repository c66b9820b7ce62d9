package io.redismigration.engine.control;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One server told and asked apart from data. Every call is one command and its reply; a connection
 * lost is opened again by the next call. Safe for several threads, but no transaction and no
 * blocking command may go through it.
 */
public interface RedisControl extends AutoCloseable {

  /**
   * Runs one command.
   *
   * @return the reply: {@link String} for a status or bulk (UTF-8), {@link Long}, {@link List} of
   *     the same, or null
   * @throws CommandRefusedException when the server answers with an error
   * @throws io.redismigration.engine.EngineException when the server cannot be reached in time
   */
  Object call(String... command);

  /**
   * As {@link #call}, waiting for the reply up to the given time: for commands the server itself
   * holds back.
   */
  Object call(Duration atMost, String... command);

  /**
   * Runs commands in their order, in one round trip where the connection can.
   *
   * @throws CommandRefusedException when the server answers one with an error; the others are
   *     executed all the same where they went together
   */
  default void callAll(List<List<String>> commands) {
    commands.forEach(command -> call(command.toArray(String[]::new)));
  }

  /**
   * How often it has connected so far: a call that finds the server restarted, or the way to it
   * broken, raises it.
   */
  long connections();

  /** The address in messages, {@code host:port}. */
  String address();

  @Override
  void close();

  /** A reply that is text. */
  default String text(String... command) {
    return String.valueOf(call(command));
  }

  /** A reply that is a number. */
  default long number(String... command) {
    return ((Number) call(command)).longValue();
  }

  /** INFO of all default sections, or of one where a section is given. */
  default ServerInfo info(String... section) {
    String[] command = new String[section.length + 1];
    command[0] = "INFO";
    System.arraycopy(section, 0, command, 1, section.length);
    return ServerInfo.parse(text(command));
  }

  /** Parameters that match a pattern, by the server's own names; empty where it knows none. */
  default Map<String, String> config(String pattern) {
    Object reply = call("CONFIG", "GET", pattern);
    Map<String, String> result = new java.util.LinkedHashMap<>();
    if (reply instanceof List<?> pairs) {
      for (int i = 0; i + 1 < pairs.size(); i += 2) {
        result.put(String.valueOf(pairs.get(i)), String.valueOf(pairs.get(i + 1)));
      }
    }
    return result;
  }

  /** Sets one parameter, not written to the server's configuration file. */
  default void setConfig(String name, String value) {
    call("CONFIG", "SET", name, value);
  }
}
