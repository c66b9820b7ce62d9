package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which keys are copied, by glob patterns. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyFilter(
    @JsonPropertyDescription("Copy only keys that match one of these.") @Size(max = 64)
        List<@Size(min = 1, max = 256) String> include,
    @JsonPropertyDescription("Do not copy keys that match one of these.") @Size(max = 64)
        List<@Size(min = 1, max = 256) String> exclude) {}
