package io.redismigration.redis.value;

/**
 * What a stream says about itself beside its entries.
 *
 * @param length entries it says it has
 * @param last the last id ever given out
 * @param first id of the first entry; null in layouts before Redis 7.0
 * @param maxDeleted largest id ever deleted by XDEL; null in layouts before Redis 7.0
 * @param entriesAdded entries ever added, or -1 in layouts before Redis 7.0
 */
public record StreamInfo(
    long length, StreamId last, StreamId first, StreamId maxDeleted, long entriesAdded) {}
