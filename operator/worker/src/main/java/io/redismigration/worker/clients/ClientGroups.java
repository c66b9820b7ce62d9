package io.redismigration.worker.clients;

import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.ClientList.Client;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Connections put together by address, name and user over several looks, so that a client that
 * writes, reads and writes again is not a writer in every other look only. What is gone is
 * remembered for a minute: it may be one that connects for each write.
 */
final class ClientGroups {
  static final Duration RECENT = Duration.ofMinutes(1);

  /** Groups remembered; connections beyond that are counted only. */
  static final int MOST_GROUPS = 1_000;

  /** A pool that gives each connection another name is one client. */
  static final int MOST_NAMES = 4;

  private static final int LONGEST = 64;
  private static final Set<String> MONITORING =
      Set.of("info", "slowlog", "latency", "monitor", "role");

  /** Of a connection that has sent none. */
  private static final String NO_COMMAND = "NULL";

  private static final String SENTINEL = "sentinel-";

  /** Replicas and their primary, and who listens to MONITOR. */
  private static final String NO_CLIENTS = "SMO";

  private final Map<Key, Group> groups = new HashMap<>();
  private final Predicate<String> mayWrite;
  private final Instant begin;
  private int ungrouped;

  private record Key(String address, String name, String user) {
    Key withoutName() {
      return new Key(address, "", user);
    }
  }

  /** What was seen of one. */
  private static final class Group {
    private int connections;
    private String command = "";
    private Instant commandAt = Instant.MIN;
    private String write;
    private Instant writeAt = Instant.MIN;

    void add(String last, boolean writes, Instant at) {
      connections++;
      if (!at.isBefore(commandAt)) {
        command = last;
        commandAt = at;
      }
      if (writes && !at.isBefore(writeAt)) {
        write = last;
        writeAt = at;
      }
    }

    boolean isWriting(Instant now) {
      return write != null && !writeAt.isBefore(now.minus(RECENT));
    }

    void add(Group other) {
      connections += other.connections;
      if (other.commandAt.isAfter(commandAt)) {
        command = other.command;
        commandAt = other.commandAt;
      }
      if (other.writeAt.isAfter(writeAt)) {
        write = other.write;
        writeAt = other.writeAt;
      }
    }
  }

  /**
   * @param mayWrite whether a command may write, by its name in lower case
   * @param begin commands before that count for nothing; a second is as exact as servers tell
   */
  ClientGroups(Predicate<String> mayWrite, Instant begin) {
    this.mayWrite = mayWrite;
    this.begin = begin;
  }

  /** Takes over one look at everybody. */
  void look(Stream<Client> clients, Instant now) {
    ungrouped = 0;
    groups.values().forEach(group -> group.connections = 0);
    clients.filter(ClientGroups::isSomebody).forEach(client -> add(client, now));
    groups.values().removeIf(group -> group.connections == 0 && !group.isWriting(now));
  }

  /** Not a replica, a Sentinel, a monitor, nor a migration's own connection. */
  private static boolean isSomebody(Client client) {
    return client.flags().chars().noneMatch(flag -> NO_CLIENTS.indexOf(flag) >= 0)
        && !client.name().startsWith(SENTINEL)
        && ClientName.parse(client.name()).isEmpty()
        && !MONITORING.contains(client.command());
  }

  private void add(Client client, Instant now) {
    Key key = new Key(host(client.address()), cut(client.name()), cut(client.user()));
    if (!groups.containsKey(key) && groups.size() >= MOST_GROUPS) {
      ungrouped++;
      return;
    }
    // Who waits for an element takes it as soon as there is one.
    boolean waits = client.flags().contains("b");
    Instant at = waits ? now : now.minusSeconds(client.idleSeconds());
    boolean writes = mayWrite.test(client.command()) && !at.isBefore(begin);
    String command = client.command().equals(NO_COMMAND) ? "" : cut(client.command());
    groups.computeIfAbsent(key, fresh -> new Group()).add(command, writes, at);
  }

  /** What the looks up to now have shown. */
  ClientsSeen seen(Instant now) {
    List<SourceClient> clients = new ArrayList<>();
    fewerNames().forEach((key, group) -> clients.add(client(key, group, now)));
    return new ClientsSeen(now, clients, ungrouped, null);
  }

  private Map<Key, Group> fewerNames() {
    Map<Key, Long> names =
        groups.keySet().stream()
            .collect(Collectors.groupingBy(Key::withoutName, Collectors.counting()));
    Map<Key, Group> fewer = new HashMap<>();
    groups.forEach(
        (key, group) ->
            fewer
                .computeIfAbsent(
                    names.get(key.withoutName()) > MOST_NAMES ? key.withoutName() : key,
                    fresh -> new Group())
                .add(group));
    return fewer;
  }

  private static SourceClient client(Key key, Group group, Instant now) {
    boolean writing = group.isWriting(now);
    return new SourceClient(
        key.address(),
        null,
        nullIfEmpty(key.name()),
        nullIfEmpty(key.user()),
        group.connections,
        writing,
        nullIfEmpty(writing ? group.write : group.command));
  }

  /** Without the port; of {@code [::1]:6379}, or {@code ::1:6379} as old servers write it, too. */
  private static String host(String address) {
    int port = address.lastIndexOf(':');
    String host = port < 0 ? address : address.substring(0, port);
    return cut(
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  private static String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
