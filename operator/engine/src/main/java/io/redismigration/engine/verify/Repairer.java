package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Page;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.dump.DumpPayload;
import io.redismigration.redis.dump.ReEncoder;
import io.redismigration.redis.dump.RestoreForm;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.ReplyReader;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.EncodedBody;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.ValueDecoder;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies keys again: each as the source has it at an offset, written to the target while the stream
 * stands at that offset, and compared afterwards. For one thread.
 */
final class Repairer {
  private static final int KEYS_PER_CUT = 50;

  /** Databases may be exchanged some hundred times a second. */
  private static final int TRIES = 50;

  private static final int LARGEST_BODY = 64 << 20;
  private static final Fragment MULTI = Fragment.command(1, "MULTI");
  private static final Fragment EXEC = Fragment.command(1, "EXEC");
  private static final Fragment DEL = Fragment.command(2, "DEL");
  private static final Fragment RESTORE = Fragment.command(4, "RESTORE");
  private static final Fragment NO_TTL = Fragment.arguments("0");
  private static final Fragment PEXPIREAT = Fragment.command(3, "PEXPIREAT");
  private static final Fragment HPEXPIREAT = Fragment.command(6, "HPEXPIREAT");
  private static final Fragment ONE_FIELD = Fragment.arguments("FIELDS", "1");

  private final BothSides sides;
  private final ExactReader exact;
  private final LargeRepair large;
  private final Settlement settlement;
  private final TtlPolicy ttl;
  private final Evidence evidence;
  private final ReEncoder reEncoder = new ReEncoder(LARGEST_BODY);
  private final ValueDecoder decoder = new ValueDecoder(LARGEST_BODY);
  private long equal;
  private long repaired;
  private long busy;
  private long tooLarge;
  private long failed;

  /**
   * For whoever has the turn at the evidence.
   *
   * @param settlement on the same connections
   * @param evidence gets what could not be repaired
   */
  Repairer(
      BothSides sides, ExactReader exact, Settlement settlement, TtlPolicy ttl, Evidence evidence) {
    this.sides = sides;
    this.exact = exact;
    this.large = new LargeRepair(sides, exact, ttl, evidence, () -> true);
    this.settlement = settlement;
    this.ttl = ttl;
    this.evidence = evidence;
  }

  RepairReport report() {
    return new RepairReport(equal, repaired, busy, tooLarge, failed);
  }

  /** Copies those of the keys of a dataset that differ. */
  void repair(int dataset, List<byte[]> keys) throws IOException, InterruptedException {
    List<byte[]> wrong = new ArrayList<>();
    Deciding deciding = new Deciding(wrong);
    settlement.decide(dataset, keys, deciding);
    equal += deciding.equal;
    copy(dataset, wrong);
  }

  /** Copies the keys of a dataset whether they differ or not. */
  void copy(int dataset, List<byte[]> keys) throws IOException, InterruptedException {
    List<byte[]> written = new ArrayList<>();
    List<byte[]> larges = new ArrayList<>();
    for (int from = 0; from < keys.size(); ) {
      List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_CUT));
      int done = 0;
      for (int attempt = 0; attempt < TRIES && done == 0; attempt++) {
        done = copyInOneCut(dataset, some, written, larges);
      }
      if (done == 0) {
        throw AtOffset.notStopped();
      }
      from += done;
    }
    for (byte[] key : larges) {
      copyLarge(dataset, key, written);
    }
    List<byte[]> still = new ArrayList<>();
    Deciding deciding = new Deciding(still);
    settlement.settle(dataset, written, deciding);
    written.forEach(key -> evidence.unsettled().remove(dataset, key));
    deciding.busy.forEach(key -> evidence.unsettled().add(dataset, key, large.lastCopy()));
    repaired += deciding.equal;
    busy += deciding.busy.size();
    failed += still.size() - deciding.busy.size();
    still.forEach(key -> evidence.differs(dataset, key));
  }

  private void copyLarge(int dataset, byte[] key, List<byte[]> written)
      throws IOException, InterruptedException {
    long moves = evidence.touched().moves(dataset);
    if (large.repair(evidence.touched().home(dataset), key)) {
      written.add(key);
    } else {
      tooLarge++;
      evidence.differs(dataset, key);
    }
    if (evidence.touched().moves(dataset) != moves) {
      // Some of it may lie in the dataset that came in its place.
      evidence.touched().overflow();
    }
  }

  private int copyInOneCut(
      int dataset, List<byte[]> keys, List<byte[]> written, List<byte[]> larges)
      throws IOException, InterruptedException {
    List<byte[]> here = new ArrayList<>();
    List<byte[]> largeHere = new ArrayList<>();
    int database = evidence.touched().home(dataset);
    boolean[] there = {true};
    sides.target().in(database);
    int done =
        exact.compare(
            database,
            keys,
            (source, target, i) -> {
              there[0] &= i > 0 || evidence.touched().home(dataset) == database;
              if (!there[0]) {
                return;
              }
              if (source.state(i) == Page.State.LARGE) {
                largeHere.add(keys.get(i));
              } else {
                write(keys.get(i), source, i);
                here.add(keys.get(i));
              }
            });
    if (!there[0]) {
      return 0;
    }
    if (done > 0) {
      written.addAll(here);
      larges.addAll(largeHere);
    }
    return done;
  }

  /** One transaction per key; an error in it shows when the key is compared. */
  private void write(byte[] key, Page source, int index) throws IOException {
    RedisConnection target = sides.target().connection();
    CommandWriter writer = target.writer();
    writer.put(MULTI).put(DEL).arg(key);
    int commands = 1;
    if (source.state(index) == Page.State.WHOLE) {
      commands += restore(key, source, index, writer);
      if (source.ttl(index) != Page.NO_TTL) {
        writer.put(PEXPIREAT).arg(key);
        writer.arg(ttl.targetExpiry(exact.sourceMillis() + source.ttl(index)));
        commands++;
      }
    }
    writer.put(EXEC);
    target.flush();
    ReplyReader reader = target.reader();
    for (int i = 0; i <= commands; i++) {
      reader.read();
    }
    Reply done = reader.read();
    if (done.isError()) {
      done.orThrow("EXEC");
    }
  }

  private int restore(byte[] key, Page source, int index, CommandWriter writer) throws IOException {
    ByteBuffer payloads = source.payloads();
    DumpPayload payload = DumpPayload.parse(payloads, source.start(index), source.length(index));
    RestoreForm form = RestoreForm.of(payload.type(), sides.target().server());
    if (form instanceof RestoreForm.AsIs asIs) {
      restore(
          key,
          payload.type(),
          payloads,
          payload.bodyStart(),
          payload.bodyLength(),
          asIs.footer(),
          writer);
    } else if (form instanceof RestoreForm.ReEncode other) {
      EncodedBody body = reEncode(payload, payloads, other.type());
      if (body == null) {
        return 0;
      }
      restore(key, other.type(), body.buffer(), 0, body.length(), other.footer(), writer);
    } else {
      return 0;
    }
    return 1 + fieldTimes(key, payload, payloads, writer);
  }

  private EncodedBody reEncode(DumpPayload payload, ByteBuffer bytes, ValueType to)
      throws IOException {
    try {
      return reEncoder.reEncode(
          payload.type(), bytes, payload.bodyStart(), payload.bodyLength(), to);
    } catch (RdbException e) {
      if (e.reason() == RdbException.Reason.NotRepresentable
          || e.reason() == RdbException.Reason.TooLarge) {
        return null;
      }
      throw e;
    }
  }

  private static void restore(
      byte[] key,
      ValueType type,
      ByteBuffer body,
      int start,
      int length,
      int footer,
      CommandWriter writer) {
    ByteBuffer payload =
        ByteBuffer.allocate(DumpPayload.sizeOf(length)).order(ByteOrder.LITTLE_ENDIAN);
    DumpPayload.write(type.code(), body, start, length, footer, payload);
    writer.put(RESTORE).arg(key).put(NO_TTL).arg(payload.array());
  }

  /** The payload holds the source's own times: a hold is put on top. */
  private int fieldTimes(byte[] key, DumpPayload payload, ByteBuffer bytes, CommandWriter writer)
      throws IOException {
    if (!payload.type().hasFieldTimes() || !sides.target().server().has(Feature.HASH_FIELD_TTL)) {
      return 0;
    }
    int[] count = {0};
    decoder.decode(
        payload.type(),
        RdbWindow.over(bytes, payload.bodyStart(), payload.bodyLength()),
        new ValueVisitor() {
          @Override
          public void begin(ValueKind kind, long size) {
            count[0] = 0;
          }

          @Override
          public void hashField(Slice field, Slice value, long expiresAtMillis) {
            if (expiresAtMillis != NO_EXPIRY) {
              writer.put(HPEXPIREAT).arg(key).arg(ttl.targetExpiry(expiresAtMillis));
              writer.put(ONE_FIELD).arg(field.toByteArray());
              count[0]++;
            }
          }

          @Override
          public void end() {
            // counted
          }
        });
    return count[0];
  }

  private static final class Deciding implements Settlement.Outcome {
    private final List<byte[]> wrong;
    private final List<byte[]> busy = new ArrayList<>();
    private long equal;

    Deciding(List<byte[]> wrong) {
      this.wrong = wrong;
    }

    @Override
    public void equal(boolean held) {
      equal++;
    }

    @Override
    public void differs(Verdict verdict, int dataset, byte[] key) {
      if (verdict == Verdict.LARGE) {
        busy.add(key);
      }
      wrong.add(key);
    }
  }
}
