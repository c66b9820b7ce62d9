package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Commands that act once for each new value. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestsSpec(
    @JsonPropertyDescription("Start a validated migration.") @Size(max = 64) String start,
    @JsonPropertyDescription("Run the checks again.") @Size(max = 64) String validate,
    @JsonPropertyDescription("Try a failed migration again.") @Size(max = 64) String retry,
    @JsonPropertyDescription("Verify both sides again.") @Size(max = 64) String verify,
    @JsonPropertyDescription("Copy the keys again that were found to differ.") @Size(max = 64)
        String repair,
    @JsonPropertyDescription("List what a cutover would do.") @Size(max = 64) String dryRun,
    @JsonPropertyDescription("Fence and drain briefly, then release: shows the outage to expect.")
        @Size(max = 64)
        String rehearse) {}
