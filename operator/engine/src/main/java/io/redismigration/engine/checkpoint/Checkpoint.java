package io.redismigration.engine.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The position of a run, stored on the target in the same transaction as the data it speaks of: a
 * claim that keeps other runs away, the epoch that fences zombies, and the place to resume from.
 *
 * <p>The stored text is one line of {@code name=value} pairs, readable with GET, and begins with
 * its version.
 *
 * @param state how far the run has come
 * @param run the migration's unique id, without blanks
 * @param epoch rises with every worker of the run, from 1
 * @param replicationId history of the source the offsets belong to: 40 hex digits, or {@code ?}
 *     while loading
 * @param applied replication offset of the last byte applied, in bytes
 * @param confirmed end of the last batch whose replies were all checked, at most {@code applied},
 *     in bytes
 * @param database the database selected in the stream after {@code confirmed}, where a resume
 *     begins
 * @param inside commands applied of a source transaction too large for one batch that begins at
 *     {@code applied}; 0 otherwise
 */
public record Checkpoint(
    CheckpointState state,
    String run,
    long epoch,
    String replicationId,
    long applied,
    long confirmed,
    int database,
    long inside) {

  private static final String VERSION = "1";
  private static final String UNKNOWN_HISTORY = "?";

  public Checkpoint {
    Objects.requireNonNull(state);
    if (run.isEmpty() || run.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("run id must be one word: '" + run + "'");
    }
    if (epoch < 1 || applied < confirmed || confirmed < 0 || database < 0 || inside < 0) {
      throw new IllegalArgumentException(
          "epoch "
              + epoch
              + ", applied "
              + applied
              + ", confirmed "
              + confirmed
              + ", database "
              + database);
    }
  }

  /** The claim of a run whose snapshot is not complete. */
  public static Checkpoint loading(String run, long epoch) {
    return new Checkpoint(CheckpointState.LOADING, run, epoch, UNKNOWN_HISTORY, 0, 0, 0, 0);
  }

  /** A position in the stream at a boundary outside every transaction. */
  public static Checkpoint streaming(
      String run, long epoch, String replicationId, long applied, long confirmed, int database) {
    return new Checkpoint(
        CheckpointState.STREAMING, run, epoch, replicationId, applied, confirmed, database, 0);
  }

  /** This position once cutover is decided. */
  public Checkpoint committed() {
    return new Checkpoint(
        CheckpointState.COMMITTED, run, epoch, replicationId, applied, confirmed, database, inside);
  }

  /** This position taken over by a later worker of the same run. */
  public Checkpoint withEpoch(long newEpoch) {
    return new Checkpoint(
        state, run, newEpoch, replicationId, applied, confirmed, database, inside);
  }

  /** The stored text. */
  public String text() {
    return "v="
        + VERSION
        + " state="
        + state.name().toLowerCase(Locale.ROOT)
        + " run="
        + run
        + " epoch="
        + epoch
        + " replid="
        + replicationId
        + " applied="
        + applied
        + " confirmed="
        + confirmed
        + " db="
        + database
        + " inside="
        + inside;
  }

  /** {@link #text()} as stored. */
  public byte[] encode() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads what a GET of the reserved key returned.
   *
   * @throws CheckpointFormatException when this is no checkpoint of a version this build knows
   */
  public static Checkpoint parse(byte[] stored) {
    String text = new String(stored, StandardCharsets.US_ASCII);
    Map<String, String> fields = new HashMap<>();
    for (String pair : text.split(" ")) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new CheckpointFormatException(text, "'" + pair + "' is not name=value");
      }
      fields.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    if (!VERSION.equals(fields.get("v"))) {
      throw new CheckpointFormatException(
          text, "version " + fields.get("v") + " is not known to this build");
    }
    try {
      return new Checkpoint(
          CheckpointState.valueOf(field(fields, "state", text).toUpperCase(Locale.ROOT)),
          field(fields, "run", text),
          Long.parseLong(field(fields, "epoch", text)),
          field(fields, "replid", text),
          Long.parseLong(field(fields, "applied", text)),
          Long.parseLong(field(fields, "confirmed", text)),
          Integer.parseInt(field(fields, "db", text)),
          Long.parseLong(field(fields, "inside", text)));
    } catch (CheckpointFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new CheckpointFormatException(text, e.getMessage());
    }
  }

  private static String field(Map<String, String> fields, String name, String text) {
    String value = fields.get(name);
    if (value == null) {
      throw new CheckpointFormatException(text, "'" + name + "' is missing");
    }
    return value;
  }
}
