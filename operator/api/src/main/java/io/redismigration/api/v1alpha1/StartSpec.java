package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** When the migration starts. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode != 'Scheduled' || has(self.at)",
    message = "start.mode Scheduled needs start.at, a time like 2030-01-31T22:00:00Z",
    fieldPath = ".mode")
@ValidationRule(
    value = "self.mode == 'Scheduled' || !has(self.at)",
    message = "start.at has no meaning unless start.mode is Scheduled: set the mode, or remove it",
    fieldPath = ".at")
public record StartSpec(
    @JsonPropertyDescription("Immediate, Manual or Scheduled.") @Default("Immediate")
        StartMode mode,
    @JsonPropertyDescription("Scheduled: when (RFC 3339). A time in the past means now.")
        @Pattern(Formats.TIME)
        @Size(max = 40)
        String at) {}
