package io.redismigration.worker.parameters;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.worker.TaskHost.Journal;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * The one ledger of a task, for everything that changes a server on its behalf: an entry is durable
 * before its server is told. Read from any thread, changed by one at a time.
 */
public final class Ledger {
  private final Journal journal;
  private final String task;
  private final String shard;
  private final InstantSource clock;
  private final List<LedgerEntry> entries;

  /**
   * @param journal makes it durable
   * @param task whose ledger it is
   * @param shard its entries are recorded under
   * @param recorded so far
   */
  public Ledger(
      Journal journal, String task, String shard, InstantSource clock, List<LedgerEntry> recorded) {
    this.journal = journal;
    this.task = task;
    this.shard = shard;
    this.clock = clock;
    this.entries = new CopyOnWriteArrayList<>(recorded);
  }

  /** A copy, in the order in which it was written. */
  public List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  /** The shard that new entries belong to. */
  public String shard() {
    return shard;
  }

  public Instant now() {
    return clock.instant();
  }

  /** Adds an entry; one of the same server and parameter that is closed makes room for it. */
  public void add(LedgerEntry entry) {
    entries.removeIf(known -> !known.open() && known.key().equals(entry.key()));
    entries.add(entry);
  }

  /** Takes every entry one step on; those that stay are returned as they are. */
  public void replaceAll(UnaryOperator<LedgerEntry> step) {
    entries.replaceAll(step);
  }

  /**
   * Returns when all of it will survive us.
   *
   * @throws IOException if it will not; then no server may be told anything
   */
  public void makeDurable() throws IOException {
    journal.record(task, entries());
  }
}
