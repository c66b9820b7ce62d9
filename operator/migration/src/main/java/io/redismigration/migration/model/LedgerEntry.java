package io.redismigration.migration.model;

import java.time.Instant;

/**
 * One parameter of one server: written before it is changed, kept until it is put back.
 *
 * @param shard the source's shard, or the target's node
 * @param address where it was set
 * @param runId of the server when it was set; a restarted server has forgotten it
 * @param parameter name as the server calls it
 * @param original value found
 * @param applied value to be set; once Applied, as the server reads it back
 * @param message why it was left alone or could not be put back; null if nothing is to be said
 * @param since when {@code state} was reached
 */
public record LedgerEntry(
    Side side,
    String shard,
    String address,
    String runId,
    String parameter,
    String original,
    String applied,
    State state,
    String message,
    Instant since) {
  /** How far it got. */
  public enum State {
    /** The original is on record; the change may or may not have reached the server. */
    RECORDED,
    APPLIED,
    /** Back at its original. */
    RESTORED,
    /** Changed by somebody else meanwhile, or the server restarted: not ours any more. */
    LEFT_ALONE,
    /** Not permitted or not needed: never set. */
    NOT_APPLIED,
    /** Could not be put back; the status shows the command. */
    NOT_RESTORED
  }

  /** What an entry is about: one parameter of one running server. */
  public record Key(Side side, String shard, String address, String runId, String parameter) {}

  /** Two entries of one key are two views of the same change; the later one counts. */
  public Key key() {
    return new Key(side, shard, address, runId, parameter);
  }

  /** Whether the server may still have our value. */
  public boolean open() {
    return state == State.RECORDED || state == State.APPLIED || state == State.NOT_RESTORED;
  }

  /** The same entry one step on. */
  public LedgerEntry to(State next, String reason, Instant now) {
    return new LedgerEntry(
        side, shard, address, runId, parameter, original, applied, next, reason, now);
  }

  /** What the server answered when asked for the value just set. */
  public LedgerEntry appliedAs(String value, Instant now) {
    return new LedgerEntry(
        side, shard, address, runId, parameter, original, value, State.APPLIED, null, now);
  }
}
