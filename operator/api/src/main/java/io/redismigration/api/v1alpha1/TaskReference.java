package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A task of this migration. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskReference(
    @JsonPropertyDescription("Name of the task.") @Required @Size(max = 253) String name,
    @JsonPropertyDescription("Preflight, Replicate, Verify, Switch or Restore.") @Size(max = 32)
        String type,
    @JsonPropertyDescription("What it last reported.") @Size(max = 64) String state) {}
