package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.lane.OrderedLane;
import io.redismigration.engine.lane.OrderedLaneSettings;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerFamily;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A running stream from a real source to a real target, with everything in between in the open. */
final class StreamRig implements AutoCloseable {
  static final String RUN = "run";
  static final Duration LIMIT = Duration.ofSeconds(30);

  final RedisServer source;
  final RedisServer target;
  final TtlPolicy ttl = new TtlPolicy();
  final TouchedKeys touched = new TouchedKeys(1 << 20);
  final DirtyKeys dirty = new DirtyKeys(1 << 20);
  final SourceTap tap;
  final StreamApplier applier;
  final OrderedLane lane;
  private final CheckpointLocation location;
  private final Thread thread = new Thread(this::run, "applier");
  private volatile Throwable failure;

  /** What differs from the ordinary. */
  record Wishes(
      String host,
      int port,
      StreamSettings.Limits limits,
      int checkpointDatabase,
      ScriptBodies scripts,
      boolean forwardPublish,
      Optional<Supplier<char[]>> password,
      Duration rotation) {
    /** On a target without a password. */
    Wishes(
        String host,
        int port,
        StreamSettings.Limits limits,
        int checkpointDatabase,
        ScriptBodies scripts,
        boolean forwardPublish) {
      this(
          host,
          port,
          limits,
          checkpointDatabase,
          scripts,
          forwardPublish,
          Optional.empty(),
          PasswordRotation.PATIENCE);
    }

    static Wishes ordinary(RedisServer target) {
      return new Wishes(
          target.host(),
          target.port(),
          StreamSettings.Limits.DEFAULT,
          15,
          new ScriptBodies(1 << 20),
          false);
    }

    Wishes through(String otherHost, int otherPort) {
      return new Wishes(
          otherHost,
          otherPort,
          limits,
          checkpointDatabase,
          scripts,
          forwardPublish,
          password,
          rotation);
    }

    Wishes limits(StreamSettings.Limits other) {
      return new Wishes(
          host, port, other, checkpointDatabase, scripts, forwardPublish, password, rotation);
    }

    Wishes checkpointIn(int database) {
      return new Wishes(host, port, limits, database, scripts, forwardPublish, password, rotation);
    }

    Wishes password(Supplier<char[]> secret, Duration longestRotation) {
      return new Wishes(
          host,
          port,
          limits,
          checkpointDatabase,
          scripts,
          forwardPublish,
          Optional.of(secret),
          longestRotation);
    }
  }

  private StreamRig(
      RedisServer source, RedisServer target, SourceTap tap, StreamStart start, Wishes wishes) {
    this.source = source;
    this.target = target;
    this.tap = tap;
    this.location = new CheckpointLocation(wishes.checkpointDatabase());
    ServerIdentity identity = ServerIdentity.fromInfo((String) target.command("INFO", "server"));
    StreamSettings settings =
        new StreamSettings(
            RUN,
            1,
            tap::replicationId,
            familyOf(source),
            16,
            Capabilities.of(identity),
            16,
            location,
            wishes.forwardPublish(),
            wishes.limits());
    ConnectionSettings open = ConnectionSettings.to(new Endpoint(wishes.host(), wishes.port()));
    ConnectionSettings connection = wishes.password().map(open::withPassword).orElse(open);
    StreamAssembly assembly =
        new StreamAssembly(
            settings,
            () -> RedisConnection.open(new SocketDialer(), connection),
            OrderedLaneSettings.of(
                    new ClientName(RUN, 1, "stream"), location, Capabilities.of(identity))
                .withRotation(wishes.rotation()),
            new Throttle(),
            ttl,
            offset -> System.currentTimeMillis(),
            wishes.scripts(),
            touched,
            dirty);
    StreamAssembly.Stream stream = assembly.on(tap, start, stored().orElseThrow());
    this.applier = stream.applier();
    this.lane = stream.lane();
    lane.start();
    thread.start();
  }

  private static ServerFamily familyOf(RedisServer server) {
    return ServerIdentity.fromInfo((String) server.command("INFO", "server")).family();
  }

  /** From the source's present, empty or not, to an equal target. */
  static StreamRig start(RedisServer source, RedisServer target) {
    return start(source, target, Wishes.ordinary(target));
  }

  static StreamRig start(RedisServer source, RedisServer target, Wishes wishes) {
    SourceTap tap = SourceTap.onto(source);
    Checkpoint first =
        Checkpoint.streaming(RUN, 1, tap.replicationId(), tap.offset(), tap.offset(), 0);
    write(target, wishes.checkpointDatabase(), first.text());
    return new StreamRig(source, target, tap, StreamStart.afterSnapshot(tap.offset(), 0), wishes);
  }

  /** From where the checkpoint on the target says. */
  static StreamRig resume(RedisServer source, RedisServer target, Wishes wishes) {
    Checkpoint stored = read(target, wishes.checkpointDatabase()).orElseThrow();
    StreamStart start = StreamStart.resuming(stored);
    SourceTap tap = SourceTap.resuming(source, stored.replicationId(), start.confirmed());
    return new StreamRig(source, target, tap, start, wishes);
  }

  static void write(RedisServer target, int database, String checkpoint) {
    try (var connection = target.connect()) {
      connection.command("SELECT", Integer.toString(database));
      connection.command("SET", CheckpointLocation.KEY, checkpoint);
    }
  }

  static Optional<Checkpoint> read(RedisServer target, int database) {
    try (var connection = target.connect()) {
      connection.command("SELECT", Integer.toString(database));
      Object text = connection.command("GET", CheckpointLocation.KEY);
      return Optional.ofNullable((String) text)
          .map(each -> Checkpoint.parse(each.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  Optional<Checkpoint> stored() {
    return read(target, location.database());
  }

  private void run() {
    try {
      applier.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  /** What ended the stream; null while it runs. */
  Throwable failure() {
    return failure;
  }

  long sourceOffset() {
    return Long.parseLong(source.info("master_repl_offset").orElseThrow());
  }

  /** Waits until all the source has written is confirmed by the target. */
  StreamRig catchUp() {
    long offset = sourceOffset();
    try {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!applier.positions().awaitConfirmed(offset, Duration.ofMillis(200))) {
        if (failure != null) {
          throw new AssertionError("the stream ended", failure);
        }
        assertThat(System.nanoTime() - deadline)
            .as("confirmed %s of %s, %s", applier.positions().confirmed(), offset, lane.status())
            .isNegative();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /** Waits until all keys with a TTL have expired at the source: only the source decides that. */
  void awaitExpiries() {
    Waiting.until(
        "every key with a TTL has expired",
        LIMIT,
        () -> {
          Oracle.scanAll(source);
          return !((String) source.command("INFO", "keyspace")).matches("(?s).*expires=[1-9].*");
        });
  }

  /** Caught up, both sides hold the same; TTLs in existence only. */
  void bothHoldTheSame() {
    awaitExpiries();
    catchUp();
    stop();
    try (var connection = target.connect()) {
      connection.command("SELECT", Integer.toString(location.database()));
      connection.command("DEL", CheckpointLocation.KEY);
    }
    if (Oracle.digestsCompare(source, target)) {
      Oracle.awaitSameDigest(source, target, Duration.ofSeconds(10));
    } else {
      Oracle.awaitSameData(source, target, Duration.ofSeconds(10));
    }
  }

  /** Ends the stream as a clean stop does. */
  void stop() {
    applier.close();
    join();
    lane.close();
    tap.close();
  }

  /** Ends it as a crash does: whatever is in flight stays so. */
  void kill() {
    lane.close();
    thread.interrupt();
    applier.close();
    join();
    tap.close();
  }

  private void join() {
    try {
      thread.join(LIMIT.toMillis());
      assertThat(thread.isAlive()).as("applier ends").isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
