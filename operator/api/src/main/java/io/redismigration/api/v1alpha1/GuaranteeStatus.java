package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A promise of the project and whether it holds for this run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuaranteeStatus(
    @JsonPropertyDescription("Name, stable.") @Required @Size(max = 64) String name,
    @JsonPropertyDescription("Held, Weakened or Unknown.") GuaranteeState state,
    @JsonPropertyDescription("Why it does not hold as it is.") @Size(max = 512) String reason) {}
