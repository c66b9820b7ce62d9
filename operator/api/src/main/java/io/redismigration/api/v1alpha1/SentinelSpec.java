package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Sentinel, when the endpoints are Sentinels. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SentinelSpec(
    @JsonPropertyDescription("Name under which Sentinel watches the primary.")
        @Required
        @Size(min = 1, max = 253)
        String masterName,
    @JsonPropertyDescription("How to log in to Sentinel itself.") AuthSpec auth) {}
