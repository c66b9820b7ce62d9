package io.redismigration.redis.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.dump.ServersUnderTest.Sliced;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.EncodedBody;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every value of every source goes into every target in the form chosen for it, and the target
 * itself says whether it is what the same commands make there (DEBUG DIGEST-VALUE, from 5.0). Where
 * the target is older, the value goes back to the source under another name and is compared there.
 */
class RestoreMatrixTest {

  private static final List<String> VERSIONS =
      List.of("2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1");
  private static final int MAX_BODY = 64 << 20;
  private static final byte[] BACK = "back".getBytes(UTF_8);

  private static final ServersUnderTest SERVERS = new ServersUnderTest();

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  static Stream<List<String>> pairs() {
    return VERSIONS.stream()
        .flatMap(source -> VERSIONS.stream().map(target -> List.of(source, target)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void everyValueIsTheSameOnTheTarget(List<String> pair) throws IOException {
    String source = pair.get(0);
    String target = pair.get(1);
    Map<String, Sliced> values = SERVERS.slices(source);
    assertThat(values).hasSizeGreaterThan(40);
    Transfer transfer = new Transfer(source, target);
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Sliced> value : values.entrySet()) {
      String outcome = transfer.move(value.getKey(), value.getValue());
      if (!outcome.isEmpty()) {
        wrong.add(value.getKey() + " (" + value.getValue().type() + "): " + outcome);
      }
    }
    transfer.close();
    assertThat(wrong).isEmpty();
  }

  /** Moves single values from one server to another and asks both what they think of it. */
  private static final class Transfer {
    private final Capabilities target;
    private final Capabilities source;
    private final RespConnection toTarget;
    private final RespConnection toSource;
    private final PayloadDigest digests;
    private final int sourceRdbVersion;
    private final ReEncoder reEncoder = new ReEncoder(MAX_BODY);

    Transfer(String source, String target) {
      this.source = SERVERS.capabilities(source);
      this.target = SERVERS.capabilities(target);
      RedisServer targetServer = SERVERS.server(target);
      toSource = SERVERS.server(source).connect();
      toTarget = targetServer.connect();
      digests = new PayloadDigest(DigestOptions.common(this.source, this.target), MAX_BODY);
      sourceRdbVersion = this.source.maxRdbVersion();
    }

    /** Empty if all is well. */
    String move(String key, Sliced value) throws IOException {
      byte[] name = ("moved:" + key).getBytes(UTF_8);
      RestoreForm form = RestoreForm.of(value.type(), target);
      byte[] payload = payload(value, form);
      if (payload == null) {
        boolean expected =
            value.type().streamVersion() > 0
                || value.type() == ValueType.VALKEY_HASH_2
                || value.type() == ValueType.HASH_METADATA
                || value.type() == ValueType.HASH_LISTPACK_EX;
        return expected ? "" : form.toString();
      }
      toTarget.commandBytes("DEL".getBytes(UTF_8), name);
      try {
        toTarget.commandBytes("RESTORE".getBytes(UTF_8), name, "0".getBytes(UTF_8), payload);
      } catch (RespError refused) {
        return form + " refused: " + refused.getMessage();
      }
      byte[] dump = (byte[]) toTarget.commandBytes("DUMP".getBytes(UTF_8), name);
      byte[] sliced = new byte[DumpPayload.sizeOf(value.body().length)];
      DumpPayload.write(
          value.type().code(),
          value.buffer(),
          0,
          value.body().length,
          sourceRdbVersion,
          ByteBuffer.wrap(sliced));
      String ours = digests.ofPayload(ByteBuffer.wrap(sliced), 0, sliced.length).toString();
      String theirs = digests.ofPayload(ByteBuffer.wrap(dump), 0, dump.length).toString();
      DumpPayload parsed = DumpPayload.parse(ByteBuffer.wrap(dump), 0, dump.length);
      if (!ours.equals(theirs)) {
        return form + ": canonical digests differ, came back as " + parsed.type();
      }
      String difference =
          target.has(Feature.DEBUG_DIGEST_VALUE)
              ? compareWithOwn(key.getBytes(UTF_8), name)
              : compareAtSource(key.getBytes(UTF_8), parsed, dump);
      toTarget.commandBytes("DEL".getBytes(UTF_8), name);
      return difference.isEmpty() ? "" : form + ": " + difference;
    }

    private byte[] payload(Sliced value, RestoreForm form) throws IOException {
      ByteBuffer body = value.buffer();
      int length = value.body().length;
      int type = value.type().code();
      int footer;
      if (form instanceof RestoreForm.ReEncode reEncode) {
        try {
          EncodedBody encoded = reEncoder.reEncode(value.type(), body, 0, length, reEncode.type());
          body = encoded.buffer();
          length = encoded.length();
        } catch (RdbException e) {
          assertThat(e.reason()).isEqualTo(RdbException.Reason.NotRepresentable);
          return null;
        }
        type = reEncode.type().code();
        footer = reEncode.footer();
      } else if (form instanceof RestoreForm.AsIs asIs) {
        footer = asIs.footer();
      } else {
        return null;
      }
      ByteBuffer payload = ByteBuffer.allocate(DumpPayload.sizeOf(length));
      DumpPayload.write(type, body, 0, length, footer, payload);
      return payload.array();
    }

    /** The target was filled by the same commands, so it has a value of its own to compare with. */
    private String compareWithOwn(byte[] key, byte[] name) {
      Object own = debugDigest(toTarget, key);
      Object moved = debugDigest(toTarget, name);
      return own.equals(moved) ? "" : "not what the same commands made on the target";
    }

    private String compareAtSource(byte[] key, DumpPayload parsed, byte[] dump) throws IOException {
      Sliced came =
          new Sliced(
              parsed.type(),
              Arrays.copyOfRange(
                  dump, parsed.bodyStart(), parsed.bodyStart() + parsed.bodyLength()));
      byte[] payload = payload(came, RestoreForm.of(came.type(), source));
      toSource.commandBytes("DEL".getBytes(UTF_8), BACK);
      toSource.commandBytes("RESTORE".getBytes(UTF_8), BACK, "0".getBytes(UTF_8), payload);
      byte[] original = (byte[]) toSource.commandBytes("DUMP".getBytes(UTF_8), key);
      byte[] back = (byte[]) toSource.commandBytes("DUMP".getBytes(UTF_8), BACK);
      String difference = "";
      if (source.has(Feature.DEBUG_DIGEST_VALUE)) {
        difference =
            debugDigest(toSource, key).equals(debugDigest(toSource, BACK))
                ? ""
                : "digests differ at the source";
      } else if (original.length == 0 || back.length == 0) {
        difference = "lost on the way back";
      }
      toSource.commandBytes("DEL".getBytes(UTF_8), BACK);
      return difference;
    }

    private static Object debugDigest(RespConnection connection, byte[] key) {
      Object reply =
          connection.commandBytes("DEBUG".getBytes(UTF_8), "DIGEST-VALUE".getBytes(UTF_8), key);
      return RespConnection.decoded(reply);
    }

    void close() {
      toSource.close();
      toTarget.close();
    }
  }
}
