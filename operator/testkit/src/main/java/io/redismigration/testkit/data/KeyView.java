package io.redismigration.testkit.data;

import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a key holds, in a form that compares: order kept where it has a meaning, dropped where it
 * has none.
 *
 * @param type as TYPE says, {@code none} if there is no such key
 * @param value strings stand for bytes, one char each
 * @param expiresAtMillis -1 if never
 */
record KeyView(String type, Object value, long expiresAtMillis) {

  private static final long CLOCK_TOLERANCE_MILLIS = 2_000;
  private static final int PENDING_LIMIT = 100_000;

  /** Reads keys in three round trips, but for streams, which take some more each. */
  static List<KeyView> readAll(RespConnection connection, List<byte[]> keys, boolean fieldExpiry) {
    for (byte[] key : keys) {
      connection.send(Values.ascii("TYPE"), key);
      connection.send(Values.ascii("PTTL"), key);
    }
    connection.flush();
    List<String> types = new ArrayList<>(keys.size());
    List<Long> expiries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      types.add((String) connection.read());
      long left = (Long) connection.read();
      expiries.add(left < 0 ? -1 : System.currentTimeMillis() + left);
    }
    for (int i = 0; i < keys.size(); i++) {
      connection.send(readCommand(types.get(i), keys.get(i)));
    }
    connection.flush();
    List<Object> contents = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      contents.add(text(connection.read()));
    }
    List<KeyView> views = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      String type = types.get(i);
      Object value =
          switch (type) {
            case "stream" -> stream(connection, keys.get(i), contents.get(i));
            case "hash" -> hash(connection, keys.get(i), contents.get(i), fieldExpiry);
            default -> comparable(type, contents.get(i));
          };
      views.add(new KeyView(type, value, expiries.get(i)));
    }
    return views;
  }

  /** What differs; empty if nothing does. */
  String differenceTo(KeyView other) {
    if (!type.equals(other.type)) {
      return type + " / " + other.type;
    }
    if (!value.equals(other.value)) {
      return differenceOfValues(value.toString(), other.value.toString());
    }
    boolean sameExpiry =
        expiresAtMillis < 0 || other.expiresAtMillis < 0
            ? expiresAtMillis == other.expiresAtMillis
            : Math.abs(expiresAtMillis - other.expiresAtMillis) < CLOCK_TOLERANCE_MILLIS;
    return sameExpiry ? "" : "expires at " + expiresAtMillis + " / " + other.expiresAtMillis;
  }

  private String differenceOfValues(String mine, String theirs) {
    int at = 0;
    int shorter = Math.min(mine.length(), theirs.length());
    while (at < shorter && mine.charAt(at) == theirs.charAt(at)) {
      at++;
    }
    return type + " from char " + at + ": " + excerpt(mine, at) + " / " + excerpt(theirs, at);
  }

  private static String excerpt(String text, int at) {
    return text.substring(Math.max(0, at - 10), Math.min(text.length(), at + 50));
  }

  private static byte[][] readCommand(String type, byte[] key) {
    return switch (type) {
      case "string" -> words(key, "GET");
      case "list" -> words(key, "LRANGE", "0", "-1");
      case "set" -> words(key, "SMEMBERS");
      case "zset" -> words(key, "ZRANGE", "0", "-1", "WITHSCORES");
      case "hash" -> words(key, "HGETALL");
      case "stream" -> words(key, "XRANGE", "-", "+");
      default -> words(key, "EXISTS");
    };
  }

  private static byte[][] words(byte[] key, String name, String... arguments) {
    byte[][] words = new byte[arguments.length + 2][];
    words[0] = Values.ascii(name);
    words[1] = key;
    for (int i = 0; i < arguments.length; i++) {
      words[i + 2] = arguments[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    return words;
  }

  private static Object comparable(String type, Object content) {
    if (content instanceof List<?> list) {
      return switch (type) {
        case "set" -> new TreeSet<>(list);
        case "zset" -> scores(list);
        default -> list;
      };
    }
    return content == null ? "(nothing)" : content;
  }

  /** Versions print scores differently: 0.10000000000000001 is 0.1. Infinities print alike. */
  private static List<Object> scores(List<?> list) {
    List<Object> copy = new ArrayList<>(list);
    for (int i = 1; i < copy.size(); i += 2) {
      String score = (String) copy.get(i);
      if (!score.endsWith("inf")) {
        copy.set(i, Double.valueOf(score));
      }
    }
    return copy;
  }

  private static Object hash(
      RespConnection connection, byte[] key, Object content, boolean fieldExpiry) {
    List<?> pairs = (List<?>) content;
    Map<String, Object> fields = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      fields.put((String) pairs.get(i), pairs.get(i + 1));
    }
    if (fieldExpiry && !fields.isEmpty()) {
      List<String> names = List.copyOf(fields.keySet());
      List<String> arguments = new ArrayList<>(List.of("FIELDS", Integer.toString(names.size())));
      arguments.addAll(names);
      List<?> times =
          (List<?>) ask(connection, key, "HPEXPIRETIME", arguments.toArray(String[]::new));
      for (int i = 0; i < names.size(); i++) {
        fields.put(names.get(i), List.of(fields.get(names.get(i)), times.get(i)));
      }
    }
    return fields;
  }

  /**
   * Entries, last id, and of each group what it has read, who consumes, and what is pending for
   * whom.
   */
  private static Object stream(RespConnection connection, byte[] key, Object entries) {
    Map<String, Object> parts = new TreeMap<>();
    parts.put("entries", entries);
    parts.put(
        "last id", fields(askWhole(connection, "XINFO", "STREAM", key)).get("last-generated-id"));
    List<?> groups = (List<?>) askWhole(connection, "XINFO", "GROUPS", key);
    for (Object listed : groups) {
      Map<String, Object> group = fields(listed);
      String name = (String) group.get("name");
      parts.put("group " + name, group.get("last-delivered-id"));
      parts.put("consumers of " + name, consumers(connection, key, name));
      parts.put("pending of " + name, pending(connection, key, name));
    }
    return parts;
  }

  private static Object consumers(RespConnection connection, byte[] key, String group) {
    List<?> listed =
        (List<?>)
            askWhole(
                connection, "XINFO", "CONSUMERS", key, group.getBytes(StandardCharsets.ISO_8859_1));
    Map<String, Object> pendingOf = new TreeMap<>();
    for (Object consumer : listed) {
      pendingOf.put((String) fields(consumer).get("name"), fields(consumer).get("pending"));
    }
    return pendingOf;
  }

  /** Id, consumer and deliveries; not the idle time, which goes on. */
  private static Object pending(RespConnection connection, byte[] key, String group) {
    List<?> listed =
        (List<?>)
            ask(connection, key, "XPENDING", group, "-", "+", Integer.toString(PENDING_LIMIT));
    List<Object> entries = new ArrayList<>();
    for (Object entry : listed) {
      List<?> columns = (List<?>) entry;
      entries.add(List.of(columns.get(0), columns.get(1), columns.get(3)));
    }
    return entries;
  }

  private static Map<String, Object> fields(Object pairs) {
    List<?> list = (List<?>) pairs;
    Map<String, Object> fields = new TreeMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      if (list.get(i + 1) != null) {
        fields.put((String) list.get(i), list.get(i + 1));
      }
    }
    return fields;
  }

  private static Object ask(
      RespConnection connection, byte[] key, String name, String... arguments) {
    return text(connection.commandBytes(words(key, name, arguments)));
  }

  private static Object askWhole(
      RespConnection connection, String name, String part, byte[]... rest) {
    List<byte[]> words = new ArrayList<>(List.of(Values.ascii(name), Values.ascii(part)));
    words.addAll(Arrays.asList(rest));
    return text(connection.commandBytes(words.toArray(byte[][]::new)));
  }

  private static Object text(Object reply) {
    if (reply instanceof RespError error) {
      throw error;
    }
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    if (reply instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(item -> copy.add(text(item)));
      return copy;
    }
    return reply;
  }
}
