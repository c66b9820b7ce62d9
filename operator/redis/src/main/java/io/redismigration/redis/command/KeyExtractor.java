package io.redismigration.redis.command;

import java.util.Arrays;

/**
 * Finds the keys among a command's arguments. Made once and used again and again, by one thread; no
 * allocation per command once it has seen the largest.
 *
 * <p>Follows the key specifications of the server (redis 7.0 {@code getKeysUsingKeySpecs}), and for
 * SORT and MIGRATE, whose specifications are incomplete, what {@code sortGetKeys} and {@code
 * migrateGetKeys} do.
 */
public final class KeyExtractor {

  private final CommandSpec sort;
  private final CommandSpec sortReadOnly;
  private final CommandSpec migrate;
  private int[] positions = new int[16];
  private boolean[] written = new boolean[16];
  private int count;
  private boolean complete;

  public KeyExtractor(CommandTable table) {
    this.sort = table.require("SORT");
    this.sortReadOnly = table.require("SORT_RO");
    this.migrate = table.require("MIGRATE");
  }

  /**
   * Finds the keys of a command.
   *
   * @param spec the command, as {@link CommandTable#find(Arguments)} gave it
   * @return how many there are
   */
  public int extract(CommandSpec spec, Arguments command) {
    count = 0;
    complete = true;
    if (spec == sort || spec == sortReadOnly) {
      sort(command);
    } else if (spec == migrate) {
      migrate(command);
    } else {
      for (int i = 0; i < spec.keys().size(); i++) {
        apply(spec.keys().get(i), command);
      }
    }
    return count;
  }

  /** How many keys the last command has. */
  public int count() {
    return count;
  }

  /** The argument that is key number {@code index}, from 0 on. */
  public int position(int index) {
    return positions[index];
  }

  /** Whether key number {@code index} may be changed, rather than only read. */
  public boolean written(int index) {
    return written[index];
  }

  /**
   * Whether all keys were found: not so when the arguments do not fit the specification (a
   * malformed command) or the table does not know where the command's keys are.
   */
  public boolean complete() {
    return complete;
  }

  private void apply(KeySpec spec, Arguments command) {
    if (spec.access() == KeySpec.Access.NOT_A_KEY) {
      return;
    }
    int first = begin(spec, command);
    if (first < 0) {
      return;
    }
    int argc = command.argc();
    int last;
    int step;
    switch (spec.find()) {
      case RANGE -> {
        step = spec.find2();
        if (spec.find1() >= 0) {
          last = first + spec.find1();
        } else if (spec.find3() <= 1) {
          last = argc + spec.find1();
        } else {
          last = first + (argc - first) / spec.find3() + spec.find1();
        }
      }
      case KEYNUM -> {
        step = spec.find3();
        int keys = number(command, first + spec.find1());
        if (keys < 0) {
          complete = false;
          return;
        }
        first += spec.find2();
        last = first + (keys - 1) * step;
      }
      default -> {
        complete = false;
        return;
      }
    }
    if (last >= argc) {
      complete = false;
      last = argc - 1;
    }
    boolean writes = spec.access() == KeySpec.Access.WRITE;
    for (int at = first; at <= last; at += step) {
      add(at, writes);
    }
  }

  /** The argument to start from; -1 when this specification does not apply. */
  private int begin(KeySpec spec, Arguments command) {
    int argc = command.argc();
    switch (spec.begin()) {
      case INDEX -> {
        if (spec.beginAt() < argc) {
          return spec.beginAt();
        }
        complete = false;
        return -1;
      }
      case KEYWORD -> {
        boolean forward = spec.beginAt() > 0;
        int step = forward ? 1 : -1;
        int from = forward ? spec.beginAt() : argc + spec.beginAt();
        int end = forward ? argc - 1 : 0;
        for (int at = from; at != end && at > 0 && at < argc; at += step) {
          if (command.argIs(at, spec.keyword())) {
            return at + 1;
          }
        }
        return -1;
      }
      default -> {
        complete = false;
        return -1;
      }
    }
  }

  /** {@code SORT key [BY p] [LIMIT a b] [GET p …] [STORE destination] …}: the last STORE counts. */
  private void sort(Arguments command) {
    add(1, false);
    int destination = -1;
    int at = 2;
    while (at < command.argc()) {
      if (command.argIs(at, "LIMIT")) {
        at += 3;
      } else if (command.argIs(at, "GET") || command.argIs(at, "BY")) {
        at += 2;
      } else if (command.argIs(at, "STORE") && at + 1 < command.argc()) {
        destination = at + 1;
        at += 2;
      } else {
        at++;
      }
    }
    if (destination > 0) {
      add(destination, true);
    }
  }

  /**
   * {@code MIGRATE host port key|"" db timeout [COPY] [REPLACE] [AUTH p] [AUTH2 u p] [KEYS k …]}.
   */
  private void migrate(Arguments command) {
    if (command.argc() <= 3) {
      complete = false;
      return;
    }
    if (command.argLength(3) > 0) {
      add(3, true);
      return;
    }
    int at = 6;
    while (at < command.argc()) {
      if (command.argIs(at, "KEYS")) {
        for (int key = at + 1; key < command.argc(); key++) {
          add(key, true);
        }
        return;
      }
      at += command.argIs(at, "AUTH") ? 2 : command.argIs(at, "AUTH2") ? 3 : 1;
    }
  }

  private void add(int position, boolean writes) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, 2 * count);
      written = Arrays.copyOf(written, 2 * count);
    }
    positions[count] = position;
    written[count] = writes;
    count++;
  }

  /** A small decimal number; -1 when the argument is missing or no number. */
  private static int number(Arguments command, int index) {
    if (index >= command.argc()) {
      return -1;
    }
    int length = command.argLength(index);
    if (length == 0 || length > 9) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int digit = command.window().get(command.argStart(index) + i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
