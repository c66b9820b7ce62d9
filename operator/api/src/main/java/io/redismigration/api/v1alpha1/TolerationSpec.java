package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A taint the worker tolerates. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TolerationSpec(
    @JsonPropertyDescription("Key of the taint.") @Size(min = 1, max = 253) String key,
    @JsonPropertyDescription("Exists or Equal.") @Size(max = 16) String operator,
    @JsonPropertyDescription("Value of the taint.") @Size(max = 63) String value,
    @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute.") @Size(max = 32)
        String effect,
    @JsonPropertyDescription("How long NoExecute is tolerated.") Long tolerationSeconds) {}
