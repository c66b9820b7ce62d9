package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** Compute resources of the worker. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Rules.REQUESTS_FIT,
    message = "a request is above its limit, so no pod could be made: lower it, or raise the limit",
    fieldPath = ".requests")
public record ResourcesSpec(
    @JsonPropertyDescription("What is reserved.") @Size(max = 16) Map<String, Quantity> requests,
    @JsonPropertyDescription("What is never exceeded.") @Size(max = 16)
        Map<String, Quantity> limits) {}
