package io.redismigration.engine.lane;

import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;

/**
 * The commands a snapshot is written with. Each creates keys that must not exist yet, or can be
 * repeated without harm: so an unknown outcome can be settled by looking, and a copy of a command
 * that a dead connection delivers late changes nothing.
 */
public enum LaneCommand {
  /** {@code SELECT database}. */
  SELECT,
  /** {@code MSETNX key value …}: all or, if one key exists, none. */
  MSETNX,
  /** {@code SET key value … NX}. */
  SET_NX,
  /** {@code RESTORE key ttl payload …} without REPLACE. */
  RESTORE,
  /** {@code PEXPIREAT key time}, after the key's own command in the same batch. */
  EXPIRE_AT,
  /** {@code HPEXPIREAT key time FIELDS 1 field}, likewise. */
  FIELD_EXPIRE_AT,
  /** {@code FUNCTION LOAD REPLACE code} or {@code SCRIPT LOAD script}. */
  LOAD;

  private static final LaneCommand[] ALL = values();

  static LaneCommand of(byte ordinal) {
    return ALL[ordinal];
  }

  /** What a reply says about its command. */
  enum Outcome {
    DONE,
    /** A key it was to create exists. */
    KEY_EXISTS,
    /** An error; the reader has it. */
    REFUSED,
    /** A reply that this command cannot have. */
    NONSENSE
  }

  /** Judges the reply that {@code reader} stands at. No allocation unless it is an error. */
  Outcome judge(ReplyReader reader) throws IOException {
    ReplyKind kind = reader.kind();
    if (kind == ReplyKind.ERROR) {
      boolean exists = this == RESTORE && reader.error().code() == ErrorCode.BUSYKEY;
      return exists ? Outcome.KEY_EXISTS : Outcome.REFUSED;
    }
    return switch (this) {
      case SELECT, RESTORE -> when(reader.isStatus("OK"), Outcome.DONE);
      case SET_NX ->
          kind == ReplyKind.NULL ? Outcome.KEY_EXISTS : when(reader.isStatus("OK"), Outcome.DONE);
      case MSETNX ->
          kind == ReplyKind.INTEGER && reader.integer() == 0
              ? Outcome.KEY_EXISTS
              : when(kind == ReplyKind.INTEGER && reader.integer() == 1, Outcome.DONE);
      // 0: the key is gone again, because its time had come or somebody deleted it.
      case EXPIRE_AT -> when(kind == ReplyKind.INTEGER, Outcome.DONE);
      case FIELD_EXPIRE_AT -> when(kind == ReplyKind.ARRAY && takeElements(reader), Outcome.DONE);
      case LOAD -> when(kind == ReplyKind.BULK, Outcome.DONE);
    };
  }

  private static boolean takeElements(ReplyReader reader) throws IOException {
    for (int left = reader.arrayLength(); left > 0; left--) {
      if (reader.next() != ReplyKind.INTEGER) {
        return false;
      }
    }
    return true;
  }

  private static Outcome when(boolean expected, Outcome outcome) {
    return expected ? outcome : Outcome.NONSENSE;
  }
}
