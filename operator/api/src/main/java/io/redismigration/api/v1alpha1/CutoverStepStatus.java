package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One step of the cutover. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CutoverStepStatus(
    @JsonPropertyDescription("Name, stable.") @Required @Size(max = 64) String name,
    @JsonPropertyDescription("When it ended, to the millisecond.") @Size(max = 40) String at,
    @JsonPropertyDescription("What was seen.") @Size(max = 256) String message) {}
