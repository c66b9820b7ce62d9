package io.redismigration.migration.task;

import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * What a worker needs to know to cut over. Its presence arms; Freeze begins.
 *
 * @param token answers carry it; a new order has a new one
 * @param fence never Auto unless the worker is to choose by what it finds
 * @param maxLag stream time; over it the worker does not fence but reports a blocker
 * @param deadline null until Freeze; past it an uncommitted worker aborts on its own
 * @param timeout how long the whole freeze may take
 * @param workerDecides with one shard: sealed means commit, recorded in the target's checkpoint
 * @param decision what the planner decided, for several shards; once Commit it never changes
 */
public record CutoverOrder(
    String token,
    FenceKind fence,
    Duration maxLag,
    Duration timeout,
    Instant deadline,
    SourceAfter sourceAfter,
    VerificationSpec.AtFence atFence,
    boolean workerDecides,
    Decision decision) {}
