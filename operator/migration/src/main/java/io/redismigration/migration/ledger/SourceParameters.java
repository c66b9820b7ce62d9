package io.redismigration.migration.ledger;

import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a source is set to for the time of the migration. Never below what it has, and the backlog
 * never above half of what memory is free. The order is the order to set them in: buffers before a
 * replica attaches.
 */
public final class SourceParameters {
  public static final String OUTPUT_BUFFER = "client-output-buffer-limit";
  public static final String BACKLOG = "repl-backlog-size";
  public static final String TIMEOUT = "repl-timeout";
  public static final String BACKLOG_TTL = "repl-backlog-ttl";
  public static final String DISKLESS_DELAY = "repl-diskless-sync-delay";

  private SourceParameters() {}

  /**
   * The three changes, needed or not.
   *
   * @param outputBuffer reply to CONFIG GET {@value #OUTPUT_BUFFER}
   * @param backlog reply to CONFIG GET {@value #BACKLOG}, in bytes
   * @param timeout reply to CONFIG GET {@value #TIMEOUT}, in seconds
   */
  public static List<Change> changes(
      ParametersSpec wanted,
      String outputBuffer,
      String backlog,
      String timeout,
      Headroom headroom) {
    ReplicaBufferLimit limit = ReplicaBufferLimit.parse(outputBuffer);
    return List.of(
        new Change(
            OUTPUT_BUFFER,
            limit.toString(),
            limit.atLeast(wanted.clientOutputBufferLimit()).toString(),
            null),
        backlog(wanted.replBacklogSize(), Long.parseLong(backlog), headroom),
        new Change(
            TIMEOUT,
            timeout,
            String.valueOf(Math.max(Long.parseLong(timeout), wanted.replTimeout().toSeconds())),
            null));
  }

  /**
   * The changes to what only some wish to change, of those parameters that the server tells.
   *
   * @param present the server's values by name
   */
  public static List<Change> optional(ParametersSpec wanted, Map<String, String> present) {
    List<Change> changes = new ArrayList<>();
    String ttl = present.get(BACKLOG_TTL);
    if (wanted.replBacklogTtl() != null && ttl != null) {
      changes.add(new Change(BACKLOG_TTL, ttl, longer(ttl, wanted.replBacklogTtl()), null));
    }
    String delay = present.get(DISKLESS_DELAY);
    if (wanted.replDisklessSyncDelay() != null && delay != null) {
      changes.add(
          new Change(
              DISKLESS_DELAY,
              delay,
              String.valueOf(wanted.replDisklessSyncDelay().toSeconds()),
              null));
    }
    return List.copyOf(changes);
  }

  /** 0 is for ever. */
  private static String longer(String present, Duration wanted) {
    long seconds = wanted.toSeconds();
    return present.equals("0") || seconds == 0
        ? "0"
        : String.valueOf(Math.max(Long.parseLong(present), seconds));
  }

  private static Change backlog(long wanted, long present, Headroom headroom) {
    long safe = headroom.largestBacklog(present);
    long value = Math.max(present, Math.min(wanted, safe));
    String reason =
        value < wanted
            ? "%s of memory are free, so %s instead of %s"
                .formatted(Sizes.of(headroom.bytes()), Sizes.of(value), Sizes.of(wanted))
            : null;
    return new Change(BACKLOG, String.valueOf(present), String.valueOf(value), reason);
  }
}
