package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** An output buffer limit for replicas. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputBufferLimit(
    @JsonPropertyDescription("Closed at once above this size; 0 for no limit.")
        @Pattern(Formats.BYTES)
        @Size(max = 20)
        @Default("512Mi")
        String hard,
    @JsonPropertyDescription("Closed when above this size for softFor; 0 for no limit.")
        @Pattern(Formats.BYTES)
        @Size(max = 20)
        @Default("512Mi")
        String soft,
    @JsonPropertyDescription("See soft.") @Pattern(Formats.DURATION) @Size(max = 16) @Default("60s")
        String softFor) {}
