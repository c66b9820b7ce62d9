package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.KeyNames;
import io.redismigration.engine.lane.SnapshotLanes;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbEntry.StringForm;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/** Decides for every entry of the snapshot how it is written, and counts. */
final class SnapshotWriter {

  private static final Fragment FUNCTION_LOAD = Fragment.command(4, "FUNCTION", "LOAD", "REPLACE");
  private static final Fragment SCRIPT_LOAD = Fragment.command(3, "SCRIPT", "LOAD");

  /** Keys between two updates of the progress; fewer where they are large. */
  private static final int PROGRESS_STEP = 1024;

  private static final long PROGRESS_BYTES = 256 << 10;

  private final SnapshotSettings settings;
  private final Capabilities target;
  private final PlainStrings plainStrings;
  private final SingleValues singleValues;
  private final LargeValues largeValues;
  private final SnapshotProgress progress;
  private final RdbEntry entry = new RdbEntry();
  private final Map<Integer, Long> keysByDatabase = new TreeMap<>();
  private final List<byte[]> scripts = new ArrayList<>();
  private final ValueForms forms;
  private int functions;
  private long keysInDatabase;
  private long seen;
  private long expired;
  private long expiredBefore = Long.MIN_VALUE;
  private OptionalInt streamDatabase = OptionalInt.empty();
  private long largestBytes;
  private int largestDatabase;
  private byte[] largestKey = {};

  SnapshotWriter(
      SnapshotSettings settings,
      Capabilities target,
      SnapshotLanes lanes,
      LargeValues largeValues,
      LongUnaryOperator ttl,
      Clock clock,
      SnapshotProgress progress) {
    this.settings = settings;
    this.target = target;
    this.plainStrings = new PlainStrings(lanes, settings.groupKeys(), settings.groupBytes());
    this.singleValues = new SingleValues(lanes, target, ttl, clock);
    this.largeValues = largeValues;
    this.forms =
        new ValueForms(
            target, settings.wholeBytes(), singleValues, this::writeInPieces, ttl, clock);
    this.progress = progress;
  }

  /** Reads all entries and hands them to the lanes. Allocates nothing per ordinary key. */
  void writeAll(SnapshotReader reader) throws IOException, InterruptedException {
    reader.readHeader();
    int database = 0;
    while (reader.next(entry)) {
      switch (entry.kind()) {
        case VALUE -> value();
        case LARGE_VALUE -> largeValue(reader);
        case SELECT_DB -> {
          plainStrings.endGroup();
          countDatabase(database);
          database = (int) entry.database();
        }
        case FUNCTION -> function();
        case AUX -> aux();
        case RESIZE_DB, MODULE_AUX, SLOT_INFO, SLOT_IMPORT -> {}
      }
      boolean due = reader.position() - progress.bytes() >= PROGRESS_BYTES;
      if (due || seen % PROGRESS_STEP == 0) {
        progress.update(reader.position(), seen);
      }
    }
    countDatabase(database);
    plainStrings.flush();
    singleValues.flush();
    progress.update(reader.position(), seen);
  }

  SnapshotResult result(SnapshotReader reader) {
    long keys = keysByDatabase.values().stream().mapToLong(Long::longValue).sum();
    return new SnapshotResult(
        reader.header(),
        keys,
        keysByDatabase,
        expired,
        reader.position(),
        reader.framedBytes(),
        functions,
        scripts,
        new SnapshotResult.LargestValue(largestBytes, largestDatabase, largestKey),
        streamDatabase,
        reader.readAhead());
  }

  private void value() throws IOException, InterruptedException {
    if (isExpired()) {
      return;
    }
    keysInDatabase++;
    measure(entry.bodyLength());
    if (entry.type() == ValueType.STRING && isWrittenDecoded()) {
      if (entry.hasExpiry() || entry.stringLength() > settings.plainBytes()) {
        singleValues.set(entry);
      } else {
        plainStrings.add(entry);
      }
      return;
    }
    forms.write(entry);
  }

  /**
   * Long strings that are stored compressed are cheaper to send, and not larger to hold, as they
   * are.
   */
  private boolean isWrittenDecoded() {
    return entry.stringForm() == StringForm.RAW || entry.stringLength() <= settings.plainBytes();
  }

  private void largeValue(SnapshotReader reader) throws IOException, InterruptedException {
    if (isExpired()) {
      return;
    }
    keysInDatabase++;
    long from = reader.position();
    int database = (int) entry.database();
    byte[] key = key();
    writeInPieces(reader::visitLargeValue);
    progress.update(reader.position(), seen);
    measure(reader.position() - from, database, key);
  }

  private void writeInPieces(LargeValues.Value value) throws IOException, InterruptedException {
    OptionalLong expiresAt =
        entry.hasExpiry()
            ? OptionalLong.of(singleValues.targetExpiry(entry))
            : OptionalLong.empty();
    largeValues.write((int) entry.database(), key(), expiresAt, value);
  }

  private byte[] key() {
    byte[] key = new byte[entry.keyLength()];
    entry.window().get(entry.keyStart(), key);
    return key;
  }

  /**
   * Redis from 4.0.10 on writes keys into a snapshot whose time has come but which nobody has
   * deleted yet. They are left out only if that was so when the snapshot began: what expires later,
   * the source will say in the stream.
   */
  private boolean isExpired() {
    seen++;
    if (entry.hasExpiry() && entry.expiresAtMillis() < expiredBefore) {
      expired++;
      return true;
    }
    return false;
  }

  private void function() throws InterruptedException {
    if (!target.has(Feature.FUNCTION)) {
      throw new EngineException(
          Reason.ValueNotSupportedByTarget,
          "the source has function libraries, which the target's version does not know",
          "choose a target of version 7.0 or newer, or delete the libraries on the source");
    }
    singleValues.load(FUNCTION_LOAD, entry.functionSource());
    functions++;
  }

  private void aux() throws InterruptedException {
    switch (entry.auxKey()) {
      // Whole seconds, taken by the saving process right after the fork. One second less, so that
      // nothing counts as expired that the source could still see alive.
      case "ctime" -> expiredBefore = (Long.parseLong(entry.auxText()) - 1) * 1000;
      case "repl-stream-db" -> {
        int database = Integer.parseInt(entry.auxText());
        streamDatabase = database < 0 ? OptionalInt.empty() : OptionalInt.of(database);
      }
      case "lua" -> {
        scripts.add(entry.auxValue());
        singleValues.load(SCRIPT_LOAD, entry.auxValue());
      }
      default -> {}
    }
  }

  private void countDatabase(int database) {
    if (keysInDatabase > 0) {
      keysByDatabase.merge(database, keysInDatabase, Long::sum);
      keysInDatabase = 0;
    }
  }

  private void measure(long bytes) {
    if (bytes > largestBytes) {
      measure(bytes, (int) entry.database(), key());
    }
  }

  private void measure(long bytes, int database, byte[] key) {
    if (bytes > largestBytes) {
      largestBytes = bytes;
      largestDatabase = database;
      largestKey = key;
    }
  }

  /** Names the key an error is about. */
  static String named(RdbEntry entry) {
    byte[] key = new byte[entry.keyLength()];
    entry.window().get(entry.keyStart(), key);
    return KeyNames.printable(key) + " in database " + entry.database();
  }
}
