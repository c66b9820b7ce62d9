package io.redismigration.migration.report;

import io.redismigration.migration.cutover.WriteOutage;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a migration came to, or how far it is: for people and programs. Written as JSON with the
 * components' own names; see REPORT.md. Later versions of this format add components and never
 * change what one means; a change of meaning would raise {@link #FORMAT}. What is not known is
 * null. Bytes are bytes, rates are per second, offsets are replication offsets of the source.
 *
 * @param format of this record
 * @param writtenAt when the report was made
 * @param name of the migration
 * @param namespace null: unknown
 * @param runId the migration's unique id, which is the run id on the servers
 * @param attempt full runs from Preparing on
 * @param phase in which it stands, as status shows it
 * @param failure why it failed; null: it has not
 * @param checks all that were evaluated, in the catalogue's order
 * @param confirmations who asked for what, oldest first
 * @param phases the phases it went through, oldest first
 * @param timeline what happened, oldest first
 * @param timelineForgotten older entries that are not kept
 * @param restore commands that put back what could not be
 * @param openSource commands that open the source to writers again; empty: it is not closed
 */
public record MigrationReport(
    int format,
    Instant writtenAt,
    String name,
    String namespace,
    String runId,
    int attempt,
    String phase,
    String message,
    Failure failure,
    Server source,
    Server target,
    Method method,
    Times times,
    List<Check> checks,
    List<Parameter> parameters,
    FullSync fullSync,
    List<Stream> stream,
    Keys keys,
    Verification verification,
    Cutover cutover,
    List<Guarantee> guarantees,
    List<Confirmation> confirmations,
    List<PhaseSpan> phases,
    List<Event> timeline,
    int timelineForgotten,
    List<String> restore,
    List<String> openSource) {
  /** Version of the format. */
  public static final int FORMAT = 1;

  /** Why it ended without success. */
  public record Failure(String reason, String message, String remedy, boolean retryable) {}

  /** One side. */
  public record Server(
      String endpoints,
      String topology,
      String version,
      String role,
      String runId,
      List<String> addresses) {}

  /** What every Auto became. */
  public record Method(String mode, String fence, String lock) {}

  /**
   * When things happened.
   *
   * @param tookMillis from the start to the end, or to when the report was made
   */
  public record Times(
      Instant firstSeen,
      Instant validated,
      Instant started,
      Instant fullSyncCompleted,
      Instant caughtUp,
      Instant committed,
      Instant ended,
      Long tookMillis) {}

  /**
   * One check.
   *
   * @param result Passed, Info, Warning, Failed, Ignored, Blocked or NotApplicable
   * @param before what the first validation had found where the second found something else
   */
  public record Check(
      String name, String result, String message, String suggestion, String before) {}

  /**
   * One parameter of one server.
   *
   * @param state Recorded, Applied, Restored, LeftAlone, NotApplied or NotRestored
   * @param at when it came to that state
   */
  public record Parameter(
      String side,
      String server,
      String name,
      String original,
      String applied,
      String state,
      String message,
      Instant at) {}

  /** The snapshot: what was copied and how fast. */
  public record FullSync(
      long keys, long bytes, long millis, long keysPerSecond, long bytesPerSecond) {}

  /**
   * One shard's stream.
   *
   * @param bytesPerSecond applied on average since the full sync ended; null: unknown
   * @param commandsPerSecond applied on average since then; null: unknown
   * @param lagMillis of stream time; null: unknown
   */
  public record Stream(
      String shard,
      String replicationId,
      long sourceOffset,
      long receivedOffset,
      long appliedOffset,
      long confirmedOffset,
      long lagBytes,
      Long lagMillis,
      long commands,
      Long commandsPerSecond,
      Long bytesPerSecond,
      int reconnects,
      int partialResyncs,
      int fullResyncs,
      int targetWentBack) {}

  /** Numbers of keys. */
  public record Keys(long source, long target, List<Database> databases) {}

  /** Numbers of keys of one database, by its number at the source. */
  public record Database(int database, long source, long target) {}

  /**
   * The last comparison of both sides.
   *
   * @param mode Full, Sample, Counts or Off
   * @param method Commands or Snapshots, with Full; null: another mode, or no pass has begun
   * @param keysTotal keys of the side that has more of them; null: unknown
   * @param coveredOffset up to which the verdict holds; null: no pass has ended
   * @param foreignWriters others that wrote to the target
   * @param dirtyKeys written since, as told last
   * @param dirtyOverflow more keys were written since than are remembered
   * @param comparedAtFence the cutover found equal, before it was committed, what was written since
   * @param outdated somebody else wrote to the target after it was compared, and no cutover was
   *     committed
   * @param differingByDatabase keys that differ, of the databases with most of them
   * @param samples some of the differing keys
   */
  public record Verification(
      String state,
      String mode,
      String method,
      int round,
      long keysCompared,
      Long keysTotal,
      long missing,
      long extra,
      long value,
      long type,
      long ttl,
      long dirtyKeys,
      boolean dirtyOverflow,
      boolean comparedAtFence,
      boolean outdated,
      Long coveredOffset,
      Long millis,
      String message,
      List<String> foreignWriters,
      List<DifferingDatabase> differingByDatabase,
      List<DifferingKey> samples) {

    /** What was written since and was not compared. */
    public WrittenSince uncompared() {
      return comparedAtFence ? WrittenSince.NOTHING : new WrittenSince(dirtyKeys, dirtyOverflow);
    }
  }

  /** How many keys of one database differ, by its number at the source. */
  public record DifferingDatabase(int database, long keys) {}

  /** A key that differs. */
  public record DifferingKey(String kind, String key) {}

  /**
   * The present or the last cutover.
   *
   * @param decision Open, Commit or Abort
   * @param undone cutovers of this attempt that were undone
   * @param undoneBecause why the last one was; null: none was
   * @param lagBytes how far the target was behind when it began; null: none has begun
   * @param outageMillis how long writes were refused; null: not over
   * @param sourceAfter how the source is left; null: none has begun
   * @param dryRun the last one; null: there was none
   * @param rehearsal the last one; null: there was none
   * @param undoneOnes cutovers that were undone, of all attempts, oldest first
   * @param clientsBefore who used the source before the commit; null: nobody looked
   * @param clientsAfter who still used it after the commit, until its link was closed; null: nobody
   *     looked
   */
  public record Cutover(
      String decision,
      int undone,
      String undoneBecause,
      Long lagBytes,
      Long lagMillis,
      Long outageMillis,
      String sourceAfter,
      List<Step> steps,
      Trial dryRun,
      Trial rehearsal,
      List<Undone> undoneOnes,
      Clients clientsBefore,
      Clients clientsAfter) {

    /** For how long writes were refused, in words; empty: they were not, as far as is known. */
    public Optional<String> outage() {
      return WriteOutage.of(
          decision.equals(Labels.of(CutoverStatus.Decision.COMMIT)),
          outageMillis,
          undoneOnes.stream().map(Undone::outageMillis).toList());
    }
  }

  /**
   * A cutover that was undone.
   *
   * @param outageMillis how long writes were refused; null: they were not, or nobody knows
   */
  public record Undone(Instant at, String because, Long outageMillis) {}

  /**
   * Who is connected to the source: a sample, by the last command of each connection.
   *
   * @param since when it was first seen to be like this
   * @param from when the first look was; null: not known
   * @param until when the last look was; null: there are more to come
   * @param unlisted connections of clients that are not listed
   * @param message why nobody can be seen; null: they can
   */
  public record Clients(
      Instant since,
      Instant from,
      Instant until,
      List<Client> clients,
      int unlisted,
      String message) {}

  /**
   * Connections from one address under one name.
   *
   * @param pod that has the address, namespace/name; null: none is known
   * @param user null: none was told
   * @param connections open at the last look
   * @param writing whether a command that may write was the last of one within a minute
   * @param lastCommand the last command seen; of those that may write where it is writing
   */
  public record Client(
      String address,
      String pod,
      String name,
      String user,
      int connections,
      boolean writing,
      String lastCommand) {}

  /**
   * One step.
   *
   * @param millis how long it took; null: it has not ended
   */
  public record Step(
      String step, Instant startedAt, Instant endedAt, Long millis, String message) {}

  /** A dry run or a rehearsal. */
  public record Trial(Instant at, boolean possible, String verdict, Long outageMillis) {}

  /**
   * A promise.
   *
   * @param strength Held, Weakened or Unknown
   */
  public record Guarantee(String promise, String strength, String reason) {}

  /**
   * What somebody asked for.
   *
   * @param by in a cluster the field manager, on one machine user@host; null: unknown
   * @param writtenAt when the field was written; null: unknown
   * @param at when the migration acted on it
   */
  public record Confirmation(String what, String field, String by, Instant writtenAt, Instant at) {}

  /**
   * A time in one phase.
   *
   * @param to null: it stands there
   * @param millis till it was left, or till the report was made
   */
  public record PhaseSpan(String phase, Instant from, Instant to, long millis) {}

  /** Something that happened. */
  public record Event(Instant at, String phase, boolean warning, String reason, String message) {}
}
