package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.dump.ReEncoder;
import io.redismigration.redis.dump.RestoreForm;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.EncodedBody;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Brings each type of value into the form in which this target takes it. Decided once per type; as
 * long as the body can stay as it is, a key costs a look into a table.
 */
final class ValueForms {

  private final Map<ValueType, RestoreForm> forms = new EnumMap<>(ValueType.class);
  private final ReEncoder reEncoder;
  private final ValueDecoder decoder;
  private final SingleValues singleValues;
  private final PieceByPiece pieces;
  private final ExpiringHashes expiringHashes;
  private final boolean fieldsExpire;

  /** Writes the value that the entry stands at by commands of its own. */
  @FunctionalInterface
  interface PieceByPiece {
    void write(LargeValues.Value value) throws IOException, InterruptedException;
  }

  /**
   * @param maxBytes the largest body to make of one that was smaller still
   */
  ValueForms(
      Capabilities target,
      int maxBytes,
      SingleValues singleValues,
      PieceByPiece pieces,
      LongUnaryOperator ttl,
      Clock clock) {
    this.reEncoder = new ReEncoder(maxBytes);
    this.decoder = new ValueDecoder(maxBytes);
    this.singleValues = singleValues;
    this.expiringHashes = new ExpiringHashes(singleValues, decoder, ttl, clock);
    this.fieldsExpire = target.has(Feature.HASH_FIELD_TTL);
    this.pieces = pieces;
    for (ValueType type : ValueType.values()) {
      forms.put(type, RestoreForm.of(type, target));
    }
  }

  /** Writes the value, a slice, that {@code entry} stands at. */
  void write(RdbEntry entry) throws IOException, InterruptedException {
    RestoreForm form = forms.get(entry.type());
    if (fieldsExpire && entry.type().hasFieldTimes()) {
      expiringHashes.write(entry);
    } else if (form instanceof RestoreForm.AsIs) {
      singleValues.restore(entry);
    } else if (form instanceof RestoreForm.ReEncode other) {
      reEncode(entry, other.type());
    } else if (form instanceof RestoreForm.Native) {
      inPieces(entry);
    } else if (form instanceof RestoreForm.Impossible impossible) {
      throw unsupported(entry, impossible.reason(), null);
    }
  }

  private void reEncode(RdbEntry entry, ValueType to) throws IOException, InterruptedException {
    EncodedBody body;
    try {
      body =
          reEncoder.reEncode(
              entry.type(), entry.window(), entry.bodyStart(), entry.bodyLength(), to);
    } catch (RdbException e) {
      switch (e.reason()) {
        case TooLarge -> inPieces(entry);
        case NotRepresentable -> throw unsupported(entry, e.getMessage(), e);
        default -> throw e;
      }
      return;
    }
    singleValues.restore(entry, to, body.buffer(), 0, body.length(), List.of());
  }

  private void inPieces(RdbEntry entry) throws IOException, InterruptedException {
    ValueType type = entry.type();
    pieces.write(
        visitor ->
            decoder.decode(
                type,
                RdbWindow.over(entry.window(), entry.bodyStart(), entry.bodyLength()),
                visitor));
  }

  private static EngineException unsupported(RdbEntry entry, String why, RdbException cause) {
    return new EngineException(
        Reason.ValueNotSupportedByTarget,
        "the target cannot hold the value of "
            + SnapshotWriter.named(entry)
            + " ("
            + entry.type()
            + "): "
            + why,
        "choose a target of the source's version or newer, with the same modules, or delete the key",
        cause);
  }
}
