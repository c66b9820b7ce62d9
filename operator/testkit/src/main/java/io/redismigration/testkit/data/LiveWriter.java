package io.redismigration.testkit.data;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.waiting.Waiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * An application that goes on writing from a thread of its own, whatever happens to the server: it
 * connects again, tries again, and keeps the count. Every operation ends as acknowledged, refused
 * (an error reply) or unknown (the connection broke before the reply).
 */
public final class LiveWriter implements AutoCloseable {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(2);
  private static final Duration SWITCH_LIMIT = Duration.ofMillis(200);

  private final WriteLoad load;
  private final List<LiveOperation> mix;
  private final LiveCommands commands;
  private final WriteTally tally = new WriteTally();
  private final Pace pace;
  private final Thread thread = new Thread(this::writeAll, "live-writer");
  private volatile Supplier<RespConnection> target;
  private volatile Supplier<RespConnection> connectedTo;
  private volatile RespConnection connection;
  private volatile boolean stopping;

  private LiveWriter(Supplier<RespConnection> target, WriteLoad load) {
    this.target = target;
    this.load = load;
    this.mix =
        load.operations().stream()
            .sorted()
            .flatMap(operation -> Collections.nCopies(operation.weight(), operation).stream())
            .toList();
    this.commands = new LiveCommands(load.seed(), load.prefix(), load.keys());
    this.pace = new Pace(load.perSecond(), load.inFlight());
    thread.setDaemon(true);
  }

  /** Starts writing to that server, with all rights. */
  public static LiveWriter start(RedisServer server, WriteLoad load) {
    return start(server::connect, load);
  }

  /** Starts writing over connections made that way. */
  public static LiveWriter start(Supplier<RespConnection> connections, WriteLoad load) {
    LiveWriter writer = new LiveWriter(connections, load);
    writer.thread.start();
    return writer;
  }

  /** Goes on at another server, as an application does whose address was changed. */
  public void repoint(RedisServer server) {
    repoint(server::connect);
  }

  /**
   * As {@link #repoint(RedisServer)}. What is in flight gets a moment to be answered, then is cut
   * off.
   */
  public void repoint(Supplier<RespConnection> connections) {
    target = connections;
    waitAtMost(SWITCH_LIMIT, () -> connectedTo == connections || !thread.isAlive());
    if (connectedTo != connections) {
      cutOff();
    }
  }

  /** Ends it and returns when it has; what is not answered soon stays unknown. */
  public void stop() {
    stopping = true;
    waitAtMost(FINISH_LIMIT, () -> !thread.isAlive());
    if (thread.isAlive()) {
      cutOff();
    }
    Waiting.until("the writer ends", FINISH_LIMIT, () -> !thread.isAlive());
  }

  /** Whether it has ended, by {@link #stop} or because it was refused. */
  public boolean hasEnded() {
    return !thread.isAlive();
  }

  /** Counts so far. */
  public WriteTally tally() {
    return tally;
  }

  /**
   * Returns when that many more operations are acknowledged than were at the call.
   *
   * @throws io.redismigration.testkit.waiting.TimedOutException if they are not within the limit
   */
  public void awaitMore(long operations, Duration limit) {
    long wanted = tally.acknowledged() + operations;
    Waiting.until(
        operations + " more writes were acknowledged, last error: " + tally.lastRefusal(),
        limit,
        () -> tally.acknowledged() >= wanted);
  }

  /** Sum of the counters {@link LiveOperation#INCR} counts on, as the server has them. */
  public long countersIn(RedisServer server) {
    List<String> words = new ArrayList<>(List.of("MGET"));
    for (int i = 0; i < load.keys(); i++) {
      words.add(LiveCommands.nameOf(load.prefix(), "counter", i));
    }
    return ((List<?>) server.command(words.toArray(String[]::new)))
        .stream().mapToLong(count -> count == null ? 0 : Long.parseLong((String) count)).sum();
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  private void writeAll() {
    while (!stopping) {
      try {
        writeBatch(connected());
      } catch (UncheckedIOException | RespError lost) {
        tally.lost(lost.getMessage());
        disconnect();
        if (!stopping) {
          Waiting.pause();
        }
      }
    }
    disconnect();
  }

  private RespConnection connected() {
    Supplier<RespConnection> wanted = target;
    if (connection == null || connectedTo != wanted) {
      disconnect();
      connection = wanted.get();
      connectedTo = wanted;
    }
    return connection;
  }

  private void writeBatch(RespConnection to) {
    int size = pace.awaitTurn(() -> stopping || connectedTo != target);
    List<LiveOperation> operations = new ArrayList<>(size);
    int[] replies = new int[size];
    for (int i = 0; i < size; i++) {
      LiveOperation operation = mix.get(commands.below(mix.size()));
      operations.add(operation);
      tally.sent(operation);
      replies[i] = commands.write(operation, to);
    }
    to.flush();
    boolean refused = false;
    for (int i = 0; i < size; i++) {
      Optional<RespError> error = readReplies(to, replies[i]);
      if (error.isPresent()) {
        tally.refused(operations.get(i), error.get().getMessage());
        refused = true;
      } else {
        tally.acknowledged(operations.get(i), System.nanoTime());
      }
    }
    if (refused) {
      afterRefusal();
    }
  }

  private static Optional<RespError> readReplies(RespConnection from, int count) {
    Optional<RespError> error = Optional.empty();
    for (int i = 0; i < count; i++) {
      if (from.read() instanceof RespError reply) {
        error = Optional.of(reply);
      }
    }
    return error;
  }

  private void afterRefusal() {
    if (load.stopsWhenRefused()) {
      stopping = true;
    } else {
      Waiting.pause();
    }
  }

  private void disconnect() {
    RespConnection old = connection;
    connection = null;
    connectedTo = null;
    if (old != null) {
      old.close();
    }
  }

  /** Closes the connection under the writing thread, which then sees it as broken. */
  private void cutOff() {
    RespConnection current = connection;
    if (current != null) {
      current.close();
    }
  }

  private static void waitAtMost(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Waiting.pause();
    }
  }
}
