package io.redismigration.engine.foreign;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.target.ClientList;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second at who is connected to the target: a connection that does not bear our
 * name and whose last command may write is somebody else's writer. One CLIENT LIST a look, whose
 * cost grows with the target's connections.
 *
 * <p>Not seen: a client that connects, writes and leaves between two looks, and a write followed by
 * a read before the next look. What such a client adds or removes is found by the counts at the
 * fence, what it changes by a full comparison alone.
 *
 * <p>A locked target whose users somebody else lets in again counts as written to at that moment:
 * whoever does that means to write, and may be gone by the next look.
 */
public final class ForeignWriteWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignWriteWatch.class);
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration TO_END = Duration.ofSeconds(5);
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int MOST_WRITERS = 20;

  /** No address begins like this. */
  private static final String LET_IN = "user ";

  private final RedisControl target;
  private final String run;
  private final InstantSource clock;
  private final Supplier<KeptOut> keptOut;
  private final Thread thread = new Thread(this::run, "foreign-writes");
  private final Map<String, Writer> writers = new HashMap<>();
  private final Set<String> letIn = new HashSet<>();
  private WriteCommands commands;
  private long begun;
  private volatile boolean started;
  private volatile boolean resting;
  private volatile boolean closed;
  private volatile String blind;

  private record Writer(String text, long lastNanos) {}

  /**
   * @param target control connection, owned by the caller
   * @param run whose connections are ours
   * @param clock our clock
   */
  public ForeignWriteWatch(RedisControl target, String run, InstantSource clock) {
    this(target, run, clock, () -> KeptOut.NOBODY);
  }

  /**
   * @param target control connection, owned by the caller
   * @param run whose connections are ours
   * @param clock our clock
   * @param keptOut users of the target while it is locked; asked at each look, after who is
   *     connected was asked
   */
  public ForeignWriteWatch(
      RedisControl target, String run, InstantSource clock, Supplier<KeptOut> keptOut) {
    this.target = target;
    this.run = run;
    this.clock = clock;
    this.keptOut = keptOut;
  }

  /** Looks from now on; what was written before counts for nothing. Again, it changes nothing. */
  public void start() {
    if (!started) {
      started = true;
      begun = System.nanoTime();
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((where, cause) -> defect(cause));
      thread.start();
    }
  }

  /** Whether the target is to have writers of its own, so that nobody looks. */
  public void rest(boolean whether) {
    resting = whether;
  }

  /** What was seen; empty: nobody wrote. */
  public synchronized Optional<ForeignWrites> seen() {
    return writers.values().stream().mapToLong(Writer::lastNanos).max().stream()
        .mapToObj(
            last ->
                new ForeignWrites(
                    writers.values().stream()
                        .sorted(Comparator.comparingLong(Writer::lastNanos).reversed())
                        .map(Writer::text)
                        .toList(),
                    clock.instant().minusNanos(Math.max(0, System.nanoTime() - last)),
                    last))
        .findFirst();
  }

  /** Why nothing can be seen; empty while it can. */
  public Optional<String> blind() {
    return Optional.ofNullable(blind);
  }

  /** Looks now, on the caller's thread. */
  public synchronized void lookNow() {
    if (!started || resting) {
      return;
    }
    try {
      if (commands == null) {
        commands = WriteCommands.of(target);
      }
      String list = target.text("CLIENT", "LIST");
      long now = System.nanoTime();
      KeptOut users = keptOut.get();
      if (resting) {
        // Told while the answer was on its way: a writer in it may be one of the target's own.
        return;
      }
      ClientList.parse(list).clients().stream()
          .filter(client -> !users.denied().contains(client.user()))
          .forEach(client -> judge(client, now));
      tellLetIn(users.letIn(), now);
      blind = null;
    } catch (CommandRefusedException e) {
      blind = "writes of others to the target cannot be seen: " + e.getMessage();
    }
  }

  /** Once for each time: what they write from then on is seen like everybody's writes. */
  private void tellLetIn(Set<String> users, long now) {
    for (String user : users) {
      if (letIn.add(user)) {
        LOG.warn("somebody else lets user {} write to the locked target again", user);
        makeRoom();
        writers.put(
            LET_IN + user,
            new Writer("user " + user + ": let in again, its rules were changed", now));
      }
    }
    letIn.retainAll(users);
  }

  private void judge(ClientList.Client client, long now) {
    String name = client.name();
    boolean ours = ClientName.parse(name).filter(known -> known.run().equals(run)).isPresent();
    String command = client.command();
    if (ours || !commands.has(command) || client.flags().contains("M")) {
      return;
    }
    // Whole seconds of two clock readings: the command may be a second younger.
    long idle = Math.max(0, client.idleSeconds() - 1);
    long last = now - idle * SECOND_NANOS;
    if (last < begun) {
      return;
    }
    String address = client.address();
    String text = name.isEmpty() ? address : address + " (" + name + ")";
    Writer before = writers.get(address);
    if (before == null) {
      LOG.warn("somebody else writes to the target: {} {}", text, command);
      makeRoom();
    }
    long latest = before == null ? last : Math.max(before.lastNanos(), last);
    // An idle client's estimate moves by the rounding; only a younger command moves it further.
    boolean sameCommand = before != null && last - before.lastNanos() < SECOND_NANOS && idle > 0;
    writers.put(address, sameCommand ? before : new Writer(text + ": " + command, latest));
  }

  private void makeRoom() {
    if (writers.size() >= MOST_WRITERS) {
      writers.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().lastNanos()))
          .map(Map.Entry::getKey)
          .ifPresent(writers::remove);
    }
  }

  /** A defect must not look like a target to which nobody writes. */
  private void defect(Throwable cause) {
    LOG.error("the watch for others' writes ended by a defect", cause);
    blind = "writes of others to the target are not looked for any more, by a defect: " + cause;
  }

  private void run() {
    while (!closed) {
      try {
        lookNow();
      } catch (EngineException e) {
        LOG.debug("nobody was looked at: {}", e.getMessage());
      }
      try {
        Thread.sleep(EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Looks no more; returns when no look is under way, so that the connection may be closed. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TO_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
