package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** When the migration starts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartSpec(
    @JsonPropertyDescription("Immediate, Manual or Scheduled.") @Default("Immediate")
        StartMode mode,
    @JsonPropertyDescription("Scheduled: when (RFC 3339). A time in the past means now.")
        @Pattern(Formats.TIME)
        @Size(max = 40)
        String at) {}
