package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A parameter changed for the run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParameterStatus(
    @JsonPropertyDescription("Node it was changed on.") @Size(max = 64) String shard,
    @JsonPropertyDescription("Name of the parameter.") @Size(max = 64) String name,
    @JsonPropertyDescription("Value before the run.") @Size(max = 256) String original,
    @JsonPropertyDescription("Value during the run.") @Size(max = 256) String applied,
    @JsonPropertyDescription("Whether the original is back.") Boolean restored,
    @JsonPropertyDescription("Why it was not set or not restored.") @Size(max = 256) String message,
    @JsonPropertyDescription("When it was set, restored or left alone.") @Size(max = 32)
        String since) {}
