package io.redismigration.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.connection.Transport;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisError;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A target that turns into a replica, or back into a primary, while a batch is on its way: each
 * command is done once, in its order, by servers of every age.
 */
class RoleChangeTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final CheckpointLocation LAST = new CheckpointLocation(15);
  private static final Checkpoint STORED = Checkpoint.streaming("run", 1, "?", 10, 10, 0);
  private static final Checkpoint NEXT = Checkpoint.streaming("run", 1, "?", 20, 10, 0);
  private static final int PUSHED = 9;

  /** SELECT, the pushes, and SELECT and SET of the checkpoint. */
  private static final int ALL = 1 + PUSHED + 2;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private final List<String> heard = new ArrayList<>();
  private RedisServer target;

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aBatchWhoseSecondHalfIsRefusedIsDoneOnce(String version) throws Exception {
    target = servers.start(version);
    doneOnce(() -> {}, 5, this::becomesReplica);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aBatchWhoseFirstHalfIsRefusedIsDoneOnce(String version) throws Exception {
    target = servers.start(version);
    doneOnce(this::becomesReplica, 5, this::becomesPrimary);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aBatchAcceptedBeforeTheChangeIsDoneOnce(String version) throws Exception {
    target = servers.start(version);
    doneOnce(() -> {}, ALL, this::becomesReplica);
  }

  private void becomesReplica() {
    target.command("SLAVEOF", "127.0.0.1", "1");
  }

  private void becomesPrimary() {
    target.command("SLAVEOF", "NO", "ONE");
  }

  /** Delivers a batch to a target whose role changes before it, and after some of its commands. */
  private void doneOnce(Runnable before, int commands, Runnable inTheMiddle) throws Exception {
    store();
    Interrupted batchOnItsWay = new Interrupted(commands, inTheMiddle);
    try (OrderedLane lane =
        new OrderedLane(
            () -> batchOnItsWay.connect(target), settings(), new Throttle(), STORED, listener())) {
      lane.start();
      OrderedBatch batch = lane.batch();
      batch.database(0);
      for (int i = 0; i < PUSHED; i++) {
        batch.begin(3).arg("RPUSH").arg("list").arg(i);
      }
      batch.finish(NEXT, LAST, NEXT.applied());
      before.run();
      lane.submit();
      Waiting.until(
          "the lane has met the change",
          LIMIT,
          () ->
              batchOnItsWay.happened
                  && (lane.isIdle()
                      || lane.status().reason().equals(Optional.of(Reason.TargetNotWritable))));
      becomesPrimary();
      lane.drain();
    }

    assertThat(target.command("LRANGE", "list", "0", "-1"))
        .isEqualTo(IntStream.range(0, PUSHED).mapToObj(Integer::toString).toList());
    assertThat(heard).containsExactly("confirmed");
  }

  private void store() {
    try (RespConnection connection = target.connect()) {
      connection.command("SELECT", "15");
      connection.command("SET", CheckpointLocation.KEY, STORED.text());
    }
  }

  private OrderedLaneSettings settings() {
    String info = (String) target.command("INFO", "server");
    return OrderedLaneSettings.of(
        new ClientName("run", 1, "lane"), LAST, Capabilities.of(ServerIdentity.fromInfo(info)));
  }

  private LaneListener listener() {
    return new LaneListener() {
      @Override
      public void failed(OrderedBatch batch, int index, RedisError error) {
        heard.add("failed " + error.code());
      }

      @Override
      public void withoutEffect(OrderedBatch batch, int index) {
        heard.add("without effect");
      }

      @Override
      public void repliesLost(OrderedBatch batch) {
        heard.add("replies lost");
      }

      @Override
      public void confirmed(OrderedBatch batch) {
        heard.add("confirmed");
      }
    };
  }

  /** Connections on which something happens once, when the target has answered some commands. */
  private static final class Interrupted {
    private final int commands;
    private final Runnable inTheMiddle;
    private volatile boolean happened;

    private Interrupted(int commands, Runnable inTheMiddle) {
      this.commands = commands;
      this.inTheMiddle = inTheMiddle;
    }

    private RedisConnection connect(RedisServer target) throws IOException {
      return RedisConnection.open(
          settings -> new Interruptible(new SocketDialer().dial(settings)),
          ConnectionSettings.to(new Endpoint(target.host(), target.port())));
    }

    /** Reads the answers to what it has written before it goes on. */
    private final class Interruptible implements Transport {
      private final Transport wire;
      private final ByteBuffer answers = ByteBuffer.allocate(4096).limit(0);

      private Interruptible(Transport wire) {
        this.wire = wire;
      }

      @Override
      public void write(ByteBuffer src) throws IOException {
        int end = happened ? -1 : endOfCommands(src);
        if (end < 0) {
          wire.write(src);
          return;
        }
        ByteBuffer first = src.duplicate().limit(end);
        src.position(end);
        wire.write(first);
        readAnswers();
        inTheMiddle.run();
        happened = true;
        if (src.hasRemaining()) {
          wire.write(src);
        }
      }

      /** Where the commands end that are to be answered first; -1 when there are fewer. */
      private int endOfCommands(ByteBuffer src) {
        int seen = 0;
        for (int i = src.position(); i + 2 < src.limit(); i++) {
          if (src.get(i) == '\r' && src.get(i + 1) == '\n' && src.get(i + 2) == '*') {
            seen++;
            if (seen == commands) {
              return i + 2;
            }
          }
        }
        return seen + 1 == commands ? src.limit() : -1;
      }

      private void readAnswers() throws IOException {
        answers.clear();
        int lines = 0;
        while (lines < commands) {
          int from = answers.position();
          wire.read(answers);
          for (int i = from; i < answers.position(); i++) {
            lines += answers.get(i) == '\n' ? 1 : 0;
          }
        }
        answers.flip();
      }

      @Override
      public int read(ByteBuffer dst) throws IOException {
        if (!answers.hasRemaining()) {
          return wire.read(dst);
        }
        int count = Math.min(dst.remaining(), answers.remaining());
        dst.put(answers.slice().limit(count));
        answers.position(answers.position() + count);
        return count;
      }

      @Override
      public void readTimeout(Duration timeout) {
        wire.readTimeout(timeout);
      }

      @Override
      public void close() {
        wire.close();
      }
    }
  }
}
