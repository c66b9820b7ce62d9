package io.redismigration.migration.guarantees;

import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.VerificationSpec;

/**
 * What weakens promises. A null says that it is not known yet.
 *
 * @param partialResync the source knows PSYNC
 * @param offsetsExact its announced offsets are those of the snapshot (not 2.8.0 to 2.8.21 and
 *     3.0.0 to 3.0.3)
 * @param targetKillsClients CLIENT LIST and KILL are permitted on the target: zombies are thrown
 *     out, not only fenced by epoch
 * @param targetLocked others are kept from writing, not only detected
 * @param targetReplicas connected to the target: writes not yet there are lost in its failover
 * @param targetEvicts maxmemory is set and the policy is not noeviction
 * @param targetPersists it writes to disk; without, a restart loses it all (noticed, not prevented)
 * @param sourceConfigWritable parameters can be set and put back
 * @param backlogCapped less backlog than asked for was safe
 * @param verbatimScripts scripts ran on a source that replicates them as they are (before 5.0)
 * @param ttlInFloatIncrements the source loses TTLs in INCRBYFLOAT (before 6.0)
 * @param fence null: none is possible
 */
public record GuaranteeFacts(
    Boolean partialResync,
    Boolean offsetsExact,
    Boolean targetKillsClients,
    Boolean targetLocked,
    Integer targetReplicas,
    Boolean targetEvicts,
    Boolean targetPersists,
    Boolean sourceConfigWritable,
    Boolean backlogCapped,
    Boolean verbatimScripts,
    Boolean ttlInFloatIncrements,
    FenceKind fence,
    SourceAfter sourceAfter,
    VerificationSpec verification) {}
