package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Commands seen. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestsStatus(
    @JsonPropertyDescription("Last value of start that was acted on.") @Size(max = 64) String start,
    @JsonPropertyDescription("Last value of validate that was acted on.") @Size(max = 64)
        String validate,
    @JsonPropertyDescription("Last value of retry that was acted on.") @Size(max = 64) String retry,
    @JsonPropertyDescription("Last value of verify that was acted on.") @Size(max = 64)
        String verify,
    @JsonPropertyDescription("Last value of repair that was acted on.") @Size(max = 64)
        String repair,
    @JsonPropertyDescription("Last value of dryRun that was acted on.") @Size(max = 64)
        String dryRun,
    @JsonPropertyDescription("Last value of rehearse that was acted on.") @Size(max = 64)
        String rehearse) {}
