package io.redismigration.migration.task;

import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;

/**
 * What a worker needs to know to try a cutover. It gives no right to decide: there is no token, no
 * deadline and no decision in it, and it comes while the worker is only to stream.
 *
 * @param number each is tried once
 * @param maxLag stream time; over it a rehearsal does not close the source
 * @param timeout of the cutover; a rehearsal spends half of it at most on getting the target close
 *     behind the source
 * @param sourceAfter how the cutover would leave the source
 */
public record TrialOrder(
    int number,
    Trial.Kind kind,
    FenceKind fence,
    Duration maxLag,
    Duration timeout,
    SourceAfter sourceAfter,
    VerificationSpec.AtFence atFence) {}
