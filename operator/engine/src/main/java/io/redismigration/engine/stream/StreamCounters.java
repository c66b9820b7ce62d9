package io.redismigration.engine.stream;

/**
 * How much of what came over the stream, since the start. Immutable; published once per batch.
 *
 * @param commands all of them
 * @param written those that made something go to the target
 * @param dropped those that were dropped, PUBLISH above all
 * @param transactions transactions of the source
 * @param split transactions too large to stay whole
 * @param skipped commands that were in the target already when the stream was taken up
 * @param batches batches sent
 */
public record StreamCounters(
    long commands,
    long written,
    long dropped,
    long transactions,
    long split,
    long skipped,
    long batches) {

  static final StreamCounters NONE = new StreamCounters(0, 0, 0, 0, 0, 0, 0);
}
