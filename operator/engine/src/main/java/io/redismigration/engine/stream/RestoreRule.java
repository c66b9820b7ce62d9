package io.redismigration.engine.stream;

import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.rdb.Crc64;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.server.ServerFamily;
import java.nio.ByteBuffer;

/**
 * {@code RESTORE key ttl payload [options]} of the stream: with REPLACE, since it succeeded at the
 * source; its TTL absolute; its payload with a footer the target accepts, which also computes the
 * checksum anew where the source sent none (redis 8.4 sends zero).
 */
final class RestoreRule {
  private static final Fragment PEXPIREAT = Fragment.command(3, "PEXPIREAT");
  private static final Fragment DEL = Fragment.command(2, "DEL");
  private static final int VERSION_BYTES = 2;
  private static final int FOOTER = VERSION_BYTES + Long.BYTES;

  private final Capabilities target;
  private final ServerFamily sourceFamily;
  private final SourceTimes times;

  /** The RDB version the target accepts, lowest byte first. */
  private final ByteBuffer version = ByteBuffer.allocateDirect(VERSION_BYTES);

  RestoreRule(Capabilities target, ServerFamily sourceFamily, SourceTimes times) {
    this.target = target;
    this.sourceFamily = sourceFamily;
    this.times = times;
    version.put(0, (byte) target.dumpFooter()).put(1, (byte) (target.dumpFooter() >>> 8));
  }

  void restore(StreamCommand in, OrderedBatch out) {
    int payload = in.argStart(3);
    int body = in.argLength(3) - FOOTER;
    if (body < 1) {
      throw new NotRepresentableException("RESTORE with a payload too short to be one");
    }
    int type = in.window().get(payload) & 0xff;
    if (!target.loadsType(type, sourceFamily)) {
      throw new NotRepresentableException("RESTORE of a value of type " + type);
    }
    boolean absolute = false;
    int frequency = 0;
    int idle = 0;
    for (int i = 4; i < in.argc(); i++) {
      if (in.argIs(i, "ABSTTL")) {
        absolute = true;
      } else if (in.argIs(i, "IDLETIME")) {
        idle = ++i;
      } else if (in.argIs(i, "FREQ")) {
        frequency = ++i;
      } else if (!in.argIs(i, "REPLACE")) {
        throw UnknownOptionException.in(in, i);
      }
    }
    long expiry = expiry(in, absolute);
    if (target.has(Feature.RESTORE_ABSTTL)) {
      boolean hint = idle > 0 || frequency > 0;
      int argc = 5 + (expiry > 0 ? 1 : 0) + (hint ? 2 : 0);
      CommandWriter writer = Copy.arg(in, 1, out.begin(argc).arg("RESTORE")).arg(expiry);
      payload(in.window(), payload, body, writer).arg("REPLACE");
      if (expiry > 0) {
        writer.arg("ABSTTL");
      }
      if (hint) {
        Copy.arg(in, Math.max(idle, frequency), writer.arg(idle > 0 ? "IDLETIME" : "FREQ"));
      }
    } else {
      old(in, payload, body, expiry, out);
    }
  }

  /** For targets before 5.0 (no ABSTTL) and before 3.0 (no REPLACE). */
  private void old(StreamCommand in, int payload, int body, long expiry, OrderedBatch out) {
    boolean replace = target.has(Feature.RESTORE_REPLACE);
    if (!replace) {
      Copy.keyed(in, DEL, 1, out);
    }
    CommandWriter writer = Copy.arg(in, 1, out.begin(replace ? 5 : 4).arg("RESTORE")).arg(0);
    payload(in.window(), payload, body, writer);
    if (replace) {
      writer.arg("REPLACE");
    }
    if (expiry > 0) {
      Copy.arg(in, 1, out.begin(PEXPIREAT)).arg(expiry);
      out.mustHaveEffect();
    }
  }

  private long expiry(StreamCommand in, boolean absolute) {
    if (in.argNumber(2) == 0) {
      return 0;
    }
    return absolute ? times.atMillis(in, 2) : times.afterMillis(in, 2);
  }

  private CommandWriter payload(ByteBuffer window, int start, int body, CommandWriter writer) {
    long crc = Crc64.update(0, window, start, body);
    crc = Crc64.update(crc, version, 0, VERSION_BYTES);
    return writer
        .bulkHeader(body + FOOTER)
        .raw(window, start, body)
        .raw(version, 0, VERSION_BYTES)
        .rawLongLittleEndian(crc)
        .endBulk();
  }
}
