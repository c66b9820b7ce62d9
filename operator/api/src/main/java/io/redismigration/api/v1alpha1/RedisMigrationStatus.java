package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What the operator reports.
 *
 * @param memory {@code {version, state}}: all the planner remembers, in the same object as what
 *     people read so that both are written at once. Compared as a task's order is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisMigrationStatus(
    @JsonPropertyDescription("Generation of the spec this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("Where the migration stands.") Phase phase,
    @JsonPropertyDescription("One sentence about it.") @Size(max = 1024) String message,
    @JsonPropertyDescription(
            "Validated, FullSyncCompleted, CaughtUp, Verified, CutoverReady, SwitchedOver,"
                + " ParametersRestored, Succeeded, Ready, Reconciling, Stalled.")
        @Size(max = 16)
        List<Condition> conditions,
    @JsonPropertyDescription("The checks and how they ended.") @Size(max = 128)
        List<CheckStatus> checks,
    @JsonPropertyDescription("Parameters changed for the run.") @Size(max = 64)
        List<ParameterStatus> parameters,
    @JsonPropertyDescription("What every Auto became.") ResolvedStatus resolved,
    @JsonPropertyDescription("How far the full sync is.") ProgressStatus progress,
    @JsonPropertyDescription("Replication per source shard; at most 32, then aggregated.")
        @Size(max = 33)
        List<ShardStatus> shards,
    @JsonPropertyDescription("Numbers of keys on both sides.") KeysStatus keys,
    @JsonPropertyDescription("What the last verification found.") VerificationStatus verification,
    @JsonPropertyDescription("The cutover.") CutoverStatus cutover,
    @JsonPropertyDescription("Each promise and whether it holds.") @Size(max = 16)
        List<GuaranteeStatus> guarantees,
    @JsonPropertyDescription("What the user may do now.") @Size(max = 16)
        List<@Size(max = 32) String> allowedActions,
    @JsonPropertyDescription("Tasks of this migration.") @Size(max = 64) List<TaskReference> tasks,
    @JsonPropertyDescription("Commands seen.") RequestsStatus requests,
    @JsonPropertyDescription(
            "What target.flushConfirm must hold for what the target holds to be removed; absent where nothing waits for that.")
        @Size(max = 64)
        String flushToken,
    @JsonPropertyDescription("When it left AwaitingStart.") @Size(max = 40) String startedAt,
    @JsonPropertyDescription("When it ended.") @Size(max = 40) String finishedAt,
    @JsonPropertyDescription("The operator's own notes; may change between releases.")
        @PreserveUnknownFields
        JsonNode memory) {}
