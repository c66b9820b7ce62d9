package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/**
 * What one worker reports, written by that worker only.
 *
 * @param state a string, so that an operator reads the states of a worker that knows others
 * @param report JSON of the planner's TaskStatus; compared as the order is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisMigrationTaskStatus(
    @JsonPropertyDescription("Version of the format of the report.") @Min(1) @Max(1000000)
        Integer version,
    @JsonPropertyDescription("How far the worker has come.") @Size(max = 64) String state,
    @JsonPropertyDescription("Epoch of the worker that reports.") @Min(0) Long epoch,
    @JsonPropertyDescription("What it does now, one line.") @Size(max = 1024) String message,
    @JsonPropertyDescription("Why it failed, one word.") @Size(max = 128) String reason,
    @JsonPropertyDescription("When it last reported.") @Size(max = 40) String heartbeatTime,
    @JsonPropertyDescription("Who reports: uid of the pod and start of the container.")
        @Size(max = 128)
        String incarnation,
    @JsonPropertyDescription(
            "The container started anew under an epoch already used; it waits for a higher one.")
        Boolean needsEpoch,
    @JsonPropertyDescription("The whole report, for the operator. Its form may change.")
        @PreserveUnknownFields
        JsonNode report) {}
