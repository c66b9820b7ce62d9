package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * An order to one worker, written by the operator only.
 *
 * @param order JSON of the planner's TaskSpec. To compare two of them, compare what they map to:
 *     the API server sorts fields, and a long that fits is read back as an int
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.migration == oldSelf.migration && self.type == oldSelf.type",
    message = "a task never changes its migration or its type: make another")
@ValidationRule(
    value = "self.?epoch.orValue(0) >= oldSelf.?epoch.orValue(0)",
    message = "an epoch never goes back",
    fieldPath = ".epoch")
public record RedisMigrationTaskSpec(
    @JsonPropertyDescription("Version of the format of the order.") @Required @Min(1) @Max(1000000)
        Integer version,
    @JsonPropertyDescription("Name of the RedisMigration this task belongs to.")
        @Required
        @Size(min = 1, max = 253)
        String migration,
    @JsonPropertyDescription("Preflight, Replicate, Verify, Switch or Restore.") @Required
        TaskType type,
    @JsonPropertyDescription("Shard of the source; 0 for the only one.") @Size(max = 261)
        String shard,
    @JsonPropertyDescription("Attempt of the migration, from 1.") @Min(0) @Max(1000000000)
        Integer attempt,
    @JsonPropertyDescription("Epoch under which the worker writes to the target.") @Min(0)
        Long epoch,
    @JsonPropertyDescription("How far the worker shall go: Prepare, Run, Freeze, Detach or Stop.")
        @Required
        DesiredState desiredState,
    @JsonPropertyDescription("Image of the worker, fixed for the attempt.") @Size(max = 1024)
        String image,
    @JsonPropertyDescription("The whole order, for the worker. Its form may change.")
        @Required
        @PreserveUnknownFields
        JsonNode order) {}
