package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An output buffer limit for replicas. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "duration(self.softFor) >= duration('1s')",
    message = "softFor is shorter than a second, which servers cannot be told: write it like 60s",
    fieldPath = ".softFor")
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
