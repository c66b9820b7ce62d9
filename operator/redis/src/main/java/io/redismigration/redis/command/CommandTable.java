package io.redismigration.redis.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All commands of the servers this library knows, from the resource {@code commands.tsv}, whose
 * header names the servers it was generated from. Immutable.
 */
public final class CommandTable {

  private static final String RESOURCE = "commands.tsv";

  private final List<CommandSpec> all;
  private final Map<String, CommandSpec> byName;

  /** Names without subcommands, by hash, open addressing; a power of two long. */
  private final CommandSpec[] slots;

  private final byte[][] names;

  private CommandTable(List<CommandSpec> all, List<CommandSpec> top) {
    this.all = List.copyOf(all);
    this.byName = new HashMap<>();
    all.forEach(spec -> byName.put(spec.name(), spec));
    int size = Integer.highestOneBit(top.size() * 4);
    this.slots = new CommandSpec[size];
    this.names = new byte[size][];
    for (CommandSpec spec : top) {
      byte[] name = spec.name().getBytes(StandardCharsets.US_ASCII);
      int at = hash(ByteBuffer.wrap(name), 0, name.length) & size - 1;
      while (slots[at] != null) {
        at = at + 1 & size - 1;
      }
      slots[at] = spec;
      names[at] = name;
    }
  }

  /** The built-in table. Read once per process. */
  public static CommandTable standard() {
    return Standard.TABLE;
  }

  private static final class Standard {
    static final CommandTable TABLE = load();
  }

  private static CommandTable load() {
    try (InputStream in = CommandTable.class.getResourceAsStream(RESOURCE);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return of(
          reader
              .lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .map(CommandRow::parse)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
    }
  }

  private static CommandTable of(List<CommandRow> rows) {
    Map<String, Map<String, CommandSpec>> children = new LinkedHashMap<>();
    List<CommandSpec> all = new ArrayList<>();
    List<CommandSpec> top = new ArrayList<>();
    for (CommandRow row : rows) {
      int bar = row.name().indexOf('|');
      if (bar > 0) {
        CommandSpec spec = new CommandSpec(all.size(), row, Map.of());
        all.add(spec);
        children
            .computeIfAbsent(row.name().substring(0, bar), container -> new LinkedHashMap<>())
            .put(row.name().substring(bar + 1), spec);
      }
    }
    for (CommandRow row : rows) {
      if (row.name().indexOf('|') < 0) {
        CommandSpec spec =
            new CommandSpec(all.size(), row, children.getOrDefault(row.name(), Map.of()));
        all.add(spec);
        top.add(spec);
      }
    }
    return new CommandTable(all, top);
  }

  /** Every command and subcommand; the position is its {@link CommandSpec#id}. */
  public List<CommandSpec> all() {
    return all;
  }

  /** The command of that name; a subcommand as {@code XGROUP|CREATE}. Any case. */
  public Optional<CommandSpec> find(String name) {
    return Optional.ofNullable(byName.get(name.toUpperCase(Locale.ROOT)));
  }

  /**
   * The command of that name, for code that cannot go on without it.
   *
   * @throws IllegalArgumentException when the table has none
   */
  public CommandSpec require(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no command " + name));
  }

  /**
   * The command whose name stands there, in any case; a container's subcommand is not looked at. No
   * allocation.
   *
   * @return null when there is none
   */
  public CommandSpec find(ByteBuffer window, int start, int length) {
    int mask = slots.length - 1;
    int at = hash(window, start, length) & mask;
    while (slots[at] != null) {
      if (matches(names[at], window, start, length)) {
        return slots[at];
      }
      at = at + 1 & mask;
    }
    return null;
  }

  /**
   * The command these arguments are, down to the subcommand where there is one. No allocation.
   *
   * @return null when the name is unknown; the container when only its subcommand is
   */
  public CommandSpec find(Arguments command) {
    CommandSpec found = find(command.window(), command.argStart(0), command.argLength(0));
    if (found == null || !found.isContainer() || command.argc() < 2) {
      return found;
    }
    return found.resolve(command);
  }

  private static boolean matches(byte[] upperCase, ByteBuffer window, int start, int length) {
    if (upperCase.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int c = window.get(start + i);
      if ((c >= 'a' && c <= 'z' ? c - 32 : c) != upperCase[i]) {
        return false;
      }
    }
    return true;
  }

  /** The same for every case of a letter: bit 5 is the only difference. */
  private static int hash(ByteBuffer window, int start, int length) {
    int hash = length;
    for (int i = start; i < start + length; i++) {
      hash = hash * 31 + (window.get(i) | 0x20);
    }
    return hash ^ hash >>> 15;
  }
}
