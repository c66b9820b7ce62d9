package io.redismigration.engine.run;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a replication knows of its surroundings, to tell how long things last.
 *
 * @param sourceRoundTrip of the last PING to the source; empty: none was answered
 * @param targetRoundTrip of the last PING to the target; empty: none was answered
 * @param backlogBytes size of the source's backlog, as it says itself
 * @param spoolBytes most bytes the spool can hold
 * @param spoolFull the source is not read because the spool is full
 */
public record Headway(
    Optional<Duration> sourceRoundTrip,
    Optional<Duration> targetRoundTrip,
    OptionalLong backlogBytes,
    long spoolBytes,
    boolean spoolFull) {}
