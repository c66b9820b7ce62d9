package io.redismigration.redis.command;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.ServerFamily;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Writes {@code commands.tsv} anew from real servers. No test, and run as one only when it is
 * named: {@code mvn -pl operator/redis -am test -Dtest=CommandTableGenerator
 * -Dsurefire.failIfNoSpecifiedTests=false}. Do so when a newer server is to be supported, and look
 * at the diff.
 */
final class CommandTableGenerator {

  private static final Path RESOURCE =
      Path.of("src/main/resources/io/redismigration/redis/command/commands.tsv");

  /** Newest of each family first; the old ones only add what has vanished since. */
  private static final List<String> SERVERS =
      List.of("8.0", "valkey-9.1", "7.0", "6.2", "6.0", "2.8");

  /** Commands of releases nobody packages yet; from {@code src/commands/*.json} of redis 8.6. */
  private static final List<String> SUPPLEMENT =
      List.of(
          "cluster|migration\t-4\tadmin,stale,no_async_loading\t-\t8.4.0\t-",
          "cluster|slot-stats\t-4\tstale,loading\t-\t8.2.0\t-",
          "cluster|syncslots\t-3\tadmin,stale,no_async_loading\t-\t8.4.0\t-",
          "delex\t-2\twrite,fast\tW i1 r0,1,0\t8.4.0\t-",
          "digest\t2\treadonly,fast\tR i1 r0,1,0\t8.4.0\t-",
          "hotkeys\t-2\tadmin\t-\t8.6.0\t-",
          "msetex\t-4\twrite,denyoom\tW i1 n0,1,2\t8.4.0\t-",
          "trimslots\t-5\twrite\t-\t8.4.0\t-",
          "xackdel\t-6\twrite,fast\tW i1 r0,1,0\t8.2.0\t-",
          "xcfgset\t-2\twrite,fast\tW i1 r0,1,0\t8.6.0\t-",
          "xdelex\t-5\twrite,fast\tW i1 r0,1,0\t8.2.0\t-",
          "xidmprecord\t5\twrite,denyoom,fast\tW i1 r0,1,0\t8.6.2\t-");

  /** A flag COMMAND does not show; from the same files. SCRIPT was replicated up to redis 6.2. */
  private static final Set<String> MAY_REPLICATE =
      Set.of(
          "eval",
          "evalsha",
          "fcall",
          "pfcount",
          "publish",
          "script|flush",
          "script|load",
          "spublish");

  private final Map<String, Row> rows = new TreeMap<>();
  private final List<String> seen = new ArrayList<>();

  private static final class Row {
    int arity;
    String flags;
    String keys;
    String sinceRedis = "-";
    String sinceValkey = "-";
  }

  @Test
  void writeTheResource() throws IOException {
    try (RedisServers servers = RedisServers.standard()) {
      for (String version : SERVERS) {
        add(servers.start(version));
      }
    }
    addSupplement();
    Files.createDirectories(RESOURCE.getParent());
    Files.writeString(RESOURCE, text(), StandardCharsets.US_ASCII);
  }

  private void add(RedisServer server) throws IOException {
    ConnectionSettings settings = ConnectionSettings.to(new Endpoint(server.host(), server.port()));
    try (RedisConnection connection = RedisConnection.open(new SocketDialer(), settings)) {
      ServerIdentity identity =
          ServerIdentity.fromInfo(connection.require("INFO", "server").text());
      seen.add(identity.toString());
      boolean described = identity.redisCompatible().isAtLeast(7, 0);
      Map<String, String> since =
          described ? since(connection.require("COMMAND", "DOCS"), "") : Map.of();
      for (Reply command : connection.require("COMMAND").elements()) {
        add(command.elements(), identity, described, since);
      }
    }
  }

  private void add(
      List<Reply> command, ServerIdentity server, boolean described, Map<String, String> since) {
    String name = command.get(0).text().toLowerCase(Locale.ROOT);
    boolean newest = seen.size() <= 2;
    if (newest || !rows.containsKey(name)) {
      Row row = rows.computeIfAbsent(name, n -> read(name, command, described));
      boolean module = row.flags.contains("module");
      String first = module ? builtInSince(server) : since.getOrDefault(name, "-");
      if (server.family() == ServerFamily.VALKEY) {
        row.sinceValkey = first;
      } else if (newest) {
        row.sinceRedis = first;
      }
    }
    if (described) {
      for (Reply subcommand : command.get(9).elements()) {
        add(subcommand.elements(), server, true, since);
      }
    }
  }

  /** Modules do not say since when; those a server brings along came with its minor release. */
  private static String builtInSince(ServerIdentity server) {
    return server.version().major() + "." + server.version().minor() + ".0";
  }

  private static Row read(String name, List<Reply> command, boolean described) {
    Row row = new Row();
    row.arity = (int) command.get(1).number();
    Set<String> flags = new TreeSet<>();
    command.get(2).elements().forEach(flag -> flags.add(flag.text()));
    if (MAY_REPLICATE.contains(name)) {
      flags.add("may_replicate");
    }
    boolean readOnly = flags.contains("readonly");
    row.flags = String.join(",", flags);
    if (described) {
      row.keys =
          command.get(8).elements().stream()
              .map(keySpec -> spec(keySpec, readOnly))
              .map(KeySpec::toString)
              .collect(Collectors.joining(";"));
    } else {
      int firstKey = (int) command.get(3).number();
      int lastKey = (int) command.get(4).number();
      boolean write = row.flags.contains("write");
      row.keys =
          firstKey == 0
              ? ""
              : new KeySpec(
                      write ? KeySpec.Access.WRITE : KeySpec.Access.READ,
                      KeySpec.Begin.INDEX,
                      firstKey,
                      "",
                      KeySpec.Find.RANGE,
                      lastKey < 0 ? lastKey : lastKey - firstKey,
                      (int) command.get(5).number(),
                      0)
                  .toString();
    }
    return row;
  }

  private static KeySpec spec(Reply reply, boolean readOnly) {
    Map<String, Reply> fields = map(reply);
    Set<String> flags = new HashSet<>();
    fields.get("flags").elements().forEach(flag -> flags.add(flag.text()));
    KeySpec.Access access =
        flags.contains("not_key")
            ? KeySpec.Access.NOT_A_KEY
            : readOnly || flags.contains("RO") ? KeySpec.Access.READ : KeySpec.Access.WRITE;
    Map<String, Reply> begin = map(fields.get("begin_search"));
    Map<String, Reply> find = map(fields.get("find_keys"));
    Map<String, Reply> from = map(begin.get("spec"));
    Map<String, Reply> to = map(find.get("spec"));
    String start =
        switch (begin.get("type").text()) {
          case "index" -> "i" + from.get("index").text();
          case "keyword" -> "k" + from.get("keyword").text() + "," + from.get("startfrom").text();
          default -> "?";
        };
    String end =
        switch (find.get("type").text()) {
          case "range" -> "r" + numbers(to.get("lastkey"), to.get("keystep"), to.get("limit"));
          case "keynum" ->
              "n" + numbers(to.get("keynumidx"), to.get("firstkey"), to.get("keystep"));
          default -> "?";
        };
    return KeySpec.parse(access.name().charAt(0) + " " + start + " " + end);
  }

  private static String numbers(Reply... numbers) {
    return List.of(numbers).stream().map(Reply::text).collect(Collectors.joining(","));
  }

  private static Map<String, String> since(Reply docs, String prefix) {
    Map<String, String> since = new HashMap<>();
    map(docs)
        .forEach(
            (name, doc) -> {
              String full = name.contains("|") ? name : prefix + name;
              Map<String, Reply> fields = map(doc);
              since.put(full, fields.containsKey("since") ? fields.get("since").text() : "-");
              if (fields.containsKey("subcommands")) {
                since.putAll(since(fields.get("subcommands"), full + "|"));
              }
            });
    return since;
  }

  private static Map<String, Reply> map(Reply pairs) {
    Map<String, Reply> map = new HashMap<>();
    List<Reply> elements = pairs.elements();
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      map.put(elements.get(i).text().toLowerCase(Locale.ROOT), elements.get(i + 1));
    }
    return map;
  }

  private void addSupplement() {
    for (String line : SUPPLEMENT) {
      String[] columns = line.split("\t");
      Row row =
          rows.computeIfAbsent(
              columns[0],
              name -> {
                Row made = new Row();
                made.arity = Integer.parseInt(columns[1]);
                made.flags = columns[2];
                made.keys = columns[3].equals("-") ? "" : columns[3];
                return made;
              });
      row.sinceRedis = columns[4];
    }
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    out.append("# Generated by CommandTableGenerator from COMMAND and COMMAND DOCS of\n");
    out.append("# ").append(String.join(", ", seen)).append(",\n");
    out.append(
        "# newest first, the old ones only for commands that have vanished since; and from\n");
    out.append("# src/commands/*.json of redis 8.6 for commands added after 8.0.\n");
    out.append(
        "# name, arity, flags, keys (access R|W|N, begin i<index> | k<keyword>,<from> | ?,\n");
    out.append(
        "# find r<last>,<step>,<limit> | n<number at>,<first>,<step> | ?), first Redis, first\n");
    out.append("# Valkey release with it (- for none)\n");
    rows.forEach(
        (name, row) ->
            out.append(name)
                .append('\t')
                .append(row.arity)
                .append('\t')
                .append(row.flags.isEmpty() ? "-" : row.flags)
                .append('\t')
                .append(row.keys.isEmpty() ? "-" : row.keys)
                .append('\t')
                .append(row.sinceRedis)
                .append('\t')
                .append(row.sinceValkey)
                .append('\n'));
    return out.toString();
  }
}
