package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.lane.BatchCommands;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.resp.StreamParser;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerFamily;
import io.redismigration.redis.server.ServerIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Command in, commands out. Times: now is 1700000000000 ms, the hold 5000 ms; the source has three
 * databases, 1 is selected, the checkpoint lies in 2.
 */
class RewriteTest {
  private final ScriptBodies scripts = new ScriptBodies(1 << 20);
  private final DirtyKeys dirty = new DirtyKeys(1 << 20);
  private final TouchedKeys touched = new TouchedKeys(1 << 20);

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // strings
        "SET k v | 7.0 | SET k v",
        "set k v NX | 7.0 | SET k v",
        "SET k v XX GET | 7.0 | SET k v",
        "SET k v IFEQ old | 7.0 | SET k v",
        "SETNX k v | 7.0 | SET k v",
        "GETSET k v | 7.0 | SET k v",
        "SET k v PX 1000 | 7.0 | SET k v PXAT 1700000006000",
        "SET k v EX 1 | 7.0 | SET k v PXAT 1700000006000",
        "SET k v PXAT 1800000000000 | 7.0 | SET k v PXAT 1800000005000",
        "SET k v EXAT 1800000000 NX | 7.0 | SET k v PXAT 1800000005000",
        "SET k v PXAT 1800000000000 | 6.0 | SET k v; PEXPIREAT! k 1800000005000",
        "SET k v PX 1000 | 2.8 | SET k v; PEXPIREAT! k 1700000006000",
        "SETEX k 1 v | 7.0 | SET k v PXAT 1700000006000",
        "PSETEX k 1000 v | 7.0 | SET k v PXAT 1700000006000",
        "SET k v KEEPTTL | 7.0 | SET k v KEEPTTL",
        "MSETNX a 1 b 2 | 7.0 | MSET a 1 b 2",
        "MSETEX 2 a 1 b 2 NX PXAT 1800000000000 | 6.0"
            + "| SET a 1; PEXPIREAT! a 1800000005000; SET b 2; PEXPIREAT! b 1800000005000",
        "MSETEX 2 a 1 b 2 | 7.0 | SET a 1; SET b 2",
        "GETDEL k | 7.0 | DEL k",
        "GETEX k PX 1000 | 6.0 | PEXPIREAT! k 1700000006000",
        "GETEX k PERSIST | 6.0 | PERSIST! k",
        "APPEND k v | 2.8 | APPEND k v",
        "incr k | 2.8 | incr k",
        // keys
        "EXPIRE k 1 | 7.0 | PEXPIREAT! k 1700000006000",
        "PEXPIRE k 1000 GT | 7.0 | PEXPIREAT! k 1700000006000",
        "EXPIREAT k 1800000000 NX | 2.8 | PEXPIREAT! k 1800000005000",
        "PEXPIREAT k 1800000000000 | 7.0 | PEXPIREAT! k 1800000005000",
        "PEXPIREAT k 9223372036854775807 | 7.0 | PEXPIREAT! k 9223372036854775807",
        "UNLINK a b | 2.8 | DEL a b",
        "UNLINK a b | 7.0 | UNLINK a b",
        "RENAMENX a b | 7.0 | RENAME a b",
        "COPY a b | 7.0 | COPY! a b REPLACE",
        "COPY a b DB 2 REPLACE | 7.0 | COPY! a b DB 2 REPLACE",
        "MOVE a 2 | 7.0 | MOVE! a 2",
        // lists
        "LPUSHX k v | 7.0 | LPUSH k v",
        "BRPOPLPUSH a b 0 | 7.0 | RPOPLPUSH! a b",
        "LMOVE a b RIGHT LEFT | 6.0 | RPOPLPUSH! a b",
        "BLMOVE a b LEFT RIGHT 0 | 6.2 | LMOVE! a b LEFT RIGHT",
        "LPOP k 3 | 6.0 | LTRIM k 3 -1",
        "RPOP k 3 | 6.0 | LTRIM k 0 -4",
        "LPOP k 3 | 6.2 | LPOP! k 3",
        // hashes
        "HSETNX h f v | 7.0 | HSET h f v",
        "HSET h f v g w | 2.8 | HMSET h f v g w",
        "HSET h f v g w | 7.0 | HSET h f v g w",
        "HPEXPIREAT h 1800000000000 FIELDS 1 f | 8.0 | HPEXPIREAT h 1800000005000 FIELDS 1 f",
        "HEXPIRE h 1 NX FIELDS 1 f | 8.0 | HPEXPIREAT h 1700000006000 NX FIELDS 1 f",
        "HSETEX h FNX PXAT 1800000000000 FIELDS 1 f v | 8.0"
            + "| HSETEX h PXAT 1800000005000 FIELDS 1 f v",
        "HSETEX h KEEPTTL FIELDS 1 f v | 8.0 | HSETEX h KEEPTTL FIELDS 1 f v",
        "HSETEX h EX 1 FIELDS 2 f v g w | 7.4"
            + "| HSET h f v g w; HPEXPIREAT h 1700000006000 FIELDS 2 f g",
        // streams
        "XADD s MAXLEN = 5 1-1 f v | 5.0 | XADD s MAXLEN = 5 1-1 f v",
        "XADD s NOMKSTREAM 1-1 f v | 5.0 | XADD s 1-1 f v",
        "XGROUP CREATE s g 0 MKSTREAM ENTRIESREAD 3 | 6.2 | XGROUP CREATE s g 0 MKSTREAM",
        "XGROUP SETID s g 0 ENTRIESREAD 3 | 7.0 | XGROUP SETID s g 0 ENTRIESREAD 3",
        "XSETID s 5-5 ENTRIESADDED 3 | 6.2 | XSETID s 5-5",
        // functions, scripts
        "FUNCTION LOAD code | 7.0 | FUNCTION LOAD REPLACE code",
        "EVAL return 0 | 7.0 | EVAL return 0",
        // databases; the checkpoint lies in database 2
        "FLUSHDB ASYNC | 2.8 | FLUSHDB",
        "FLUSHDB ASYNC | 7.0 | FLUSHDB ASYNC",
        "FLUSHALL | 7.0" + "| SELECT 0; FLUSHDB; SELECT 1; FLUSHDB; SELECT 2; FLUSHDB",
        "SWAPDB 0 1 | 7.0 | SWAPDB 0 1",
        "SWAPDB 0 2 | 7.0 | SWAPDB 0 2; SELECT 0; DEL redis-migration:checkpoint",
      })
  void writesWhatStandsForACommandOnAPrimary(String in, String target, String out) {
    assertThat(rewritten(in, "redis " + target)).isEqualTo(out.strip());
  }

  @Test
  void mergesNeighbouringSetsAndKeepsTheirOrder() throws IOException {
    OrderedBatch batch = new OrderedBatch(new CommandWriter());
    for (int i = 0; i < 1_200; i++) {
      rewrite("SET key" + i % 7 + " value" + i, capabilities("redis 7.0"), batch);
    }
    rewrite("INCR n", capabilities("redis 7.0"), batch);
    rewrite("SET last v", capabilities("redis 7.0"), batch);
    rewrite("INCR n", capabilities("redis 7.0"), batch);

    List<String> commands = commands(batch);
    assertThat(commands).hasSize(7);
    assertThat(commands.get(1)).startsWith("MSET key0 value0 key1 value1");
    assertThat(commands.get(3)).endsWith("key2 value1199");
    assertThat(commands.subList(4, 7)).containsExactly("INCR n", "SET last v", "INCR n");
    assertThat(batch.commands()).isEqualTo(7);
  }

  @Test
  void sendsScriptsWithTheirBodies() {
    String sha = scripts.add("return".getBytes());

    assertThat(rewritten("EVALSHA " + sha + " 1 k", "redis 7.0")).isEqualTo("EVAL return 1 k");
    assertThat(rewritten("EVALSHA " + sha.toUpperCase() + " 0", "redis 7.0"))
        .isEqualTo("EVAL return 0");
    assertRefused("EVALSHA 0000000000000000000000000000000000000000 0", "redis 7.0");
  }

  @Test
  void restampsValuesAndReplacesWhatIsThere() throws IOException {
    OrderedBatch batch = new OrderedBatch(new CommandWriter());
    // a string of one byte as redis 8.4 streams it: version 12, no checksum
    byte[] payload = {0, 1, 'x', 12, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    rewrite(encoded("RESTORE".getBytes(), "k".getBytes(), "1000".getBytes(), payload), batch);

    BatchCommands out = new BatchCommands(batch);
    assertThat(out.moveTo(1)).isTrue();
    assertThat(out.command().argText(2)).isEqualTo("1700000006000");
    assertThat(out.command().argText(4)).isEqualTo("REPLACE");
    assertThat(out.command().argText(5)).isEqualTo("ABSTTL");
    byte[] written = out.command().argBytes(3);
    assertThat(written).startsWith(0, 1, 'x', 6, 0).hasSize(payload.length);
    assertThat(written[12]).isNotZero();
  }

  @Test
  void copiesTheKeyLaterWhereTheTargetCannotBeToldWhatHappened() {
    assertThat(rewritten("ZADD z GT 1 a", "redis 6.0")).isEmpty();
    assertThat(dirty.contains(1, "z".getBytes())).isTrue();
    assertThat(dirty.counts()).containsOnlyKeys(DirtyKeys.Cause.NotRepresentable);
  }

  @ParameterizedTest
  @CsvSource({
    "SPOP s, redis 7.0",
    "COPY a b, redis 6.0",
    "XADD s 1-1 f v, redis 2.8",
    "SWAPDB 0 1, redis 2.8",
    "SET k v SOMETHING, redis 7.0",
    "EXPIRE k soon, redis 7.0",
    "TRIMSLOTS RANGES 1 0 1, redis 8.0"
  })
  void refusesWhatItCannotDoRight(String command, String target) {
    assertRefused(command, target);
  }

  @Test
  void remembersTouchedKeysThroughWholeDatabases() {
    touched.startTracking();
    rewritten("SET a v", "redis 7.0");
    rewritten("SUNIONSTORE to from", "redis 7.0");
    rewritten("MOVE moved 2", "redis 7.0");
    assertThat(touched.contains(1, "a".getBytes())).isTrue();
    assertThat(touched.contains(1, "to".getBytes())).isTrue();
    assertThat(touched.contains(2, "moved".getBytes())).isTrue();

    rewritten("SWAPDB 0 1", "redis 7.0");
    assertThat(touched.contains(0, "a".getBytes())).isTrue();
    assertThat(touched.contains(1, "a".getBytes())).isFalse();
    assertThat(touched.moves(1)).isEqualTo(1);
    rewritten("FLUSHALL", "redis 7.0");
    assertThat(touched.size()).isZero();
    assertThat(touched.overflowed()).isFalse();
  }

  private void assertRefused(String command, String target) {
    assertThatThrownBy(() -> rewritten(command, target))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CommandNotSupported));
  }

  /** What is written besides the SELECT of the database at hand. */
  private String rewritten(String command, String target) {
    OrderedBatch batch = new OrderedBatch(new CommandWriter());
    try {
      rewrite(command, capabilities(target), batch);
      List<String> commands = new ArrayList<>(commands(batch));
      assertThat(commands.remove(0)).isEqualTo("SELECT 1");
      return String.join("; ", commands);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Capabilities capabilities(String target) {
    String[] words = target.split(" ");
    return Capabilities.of(ServerIdentity.redis(words[1] + ".0"));
  }

  private void rewrite(String command, Capabilities target, OrderedBatch out) throws IOException {
    String[] words = command.split(" ");
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].getBytes();
    }
    rewrite(encoded(arguments), target, out);
  }

  private void rewrite(ByteBuffer encoded, OrderedBatch out) throws IOException {
    rewrite(encoded, capabilities("redis 7.0"), out);
  }

  private void rewrite(ByteBuffer encoded, Capabilities target, OrderedBatch out)
      throws IOException {
    StreamCommand command = new StreamCommand();
    StreamParser parser =
        new StreamParser(
            dst -> {
              int count = encoded.remaining();
              dst.put(encoded);
              return count == 0 ? -1 : count;
            });
    parser.next(command);
    RuleTable rules = Rules.forTarget(target, scripts);
    CommandSpec spec = rules.spec(command);
    StreamSettings settings =
        new StreamSettings(
            "run",
            1,
            () -> "?",
            ServerFamily.REDIS,
            3,
            target,
            3,
            new CheckpointLocation(2),
            false,
            StreamSettings.Limits.DEFAULT);
    new CommandRewriter(CommandTable.standard(), settings, touched, dirty)
        .rewrite(spec, rules.rule(spec), command, 1, out);
  }

  private static ByteBuffer encoded(byte[]... arguments) {
    CommandWriter writer = new CommandWriter();
    writer.begin(arguments.length);
    for (byte[] argument : arguments) {
      writer.arg(argument);
    }
    return writer.buffer();
  }

  /** Every command as text; one that must have an effect with a mark behind its name. */
  private static List<String> commands(OrderedBatch batch) {
    List<String> commands = new ArrayList<>();
    BatchCommands walk = new BatchCommands(batch);
    while (walk.next()) {
      StringBuilder text = new StringBuilder(walk.command().argText(0));
      text.append(batch.expectsEffect(walk.index()) ? "!" : "");
      for (int i = 1; i < walk.command().argc(); i++) {
        text.append(' ').append(walk.command().argText(i));
      }
      commands.add(text.toString());
    }
    return commands;
  }
}
