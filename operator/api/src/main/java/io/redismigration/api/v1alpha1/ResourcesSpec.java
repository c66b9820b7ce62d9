package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** Compute resources of the worker. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourcesSpec(
    @JsonPropertyDescription("What is reserved.") @Size(max = 16) Map<String, Quantity> requests,
    @JsonPropertyDescription("What is never exceeded.") @Size(max = 16)
        Map<String, Quantity> limits) {}
