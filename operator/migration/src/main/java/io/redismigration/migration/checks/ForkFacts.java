package io.redismigration.migration.checks;

/**
 * How a server's snapshots went so far.
 *
 * @param resident {@code used_memory_rss} in bytes; 0: not told
 * @param lastCopyOnWrite {@code rdb_last_cow_size} in bytes; null: no snapshot yet, or before 4.0
 * @param forked a fork has succeeded since its start, with the memory it had then
 */
public record ForkFacts(long resident, Long lastCopyOnWrite, boolean forked) {}
