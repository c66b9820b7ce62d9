package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How the migration ends. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode != 'Scheduled' || has(self.at)",
    message = "cutover.mode Scheduled needs cutover.at, a time like 2030-01-31T22:00:00Z",
    fieldPath = ".mode")
@ValidationRule(
    value = "self.mode == 'Scheduled' || !has(self.at)",
    message =
        "cutover.at has no meaning unless cutover.mode is Scheduled: set the mode, or remove it",
    fieldPath = ".at")
@ValidationRule(
    value = "self.mode == 'Scheduled' || !has(self.window)",
    message =
        "cutover.window has no meaning unless cutover.mode is Scheduled: set the mode, or remove it",
    fieldPath = ".window")
@ValidationRule(
    value = "!has(self.window) || duration(self.window) >= duration('1s')",
    message = "cutover.window is shorter than a second, so it would be missed: write it like 1h",
    fieldPath = ".window")
@ValidationRule(
    value = "duration(self.timeout) >= duration('1s')",
    message =
        "cutover.timeout is shorter than a second, so every cutover would be undone: write it like 30s",
    fieldPath = ".timeout")
public record CutoverSpec(
    @JsonPropertyDescription("Manual, Automatic or Scheduled.") @Default("Manual") CutoverMode mode,
    @JsonPropertyDescription("Scheduled: when the window opens (RFC 3339).")
        @Pattern(Formats.TIME)
        @Size(max = 40)
        String at,
    @JsonPropertyDescription(
            "Scheduled: how long the window stays open. A missed window holds, it does not fire later.")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        String window,
    @JsonPropertyDescription("Largest lag, in stream time, at which the source may be fenced.")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        @Default("200ms")
        String maxLag,
    @JsonPropertyDescription("Auto, ClientPause, MinReplicas or External.") @Default("Auto")
        FenceMode fence,
    @JsonPropertyDescription(
            "Longest time the source is fenced before the commit; over it the cutover is undone.")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        @Default("30s")
        String timeout,
    @JsonPropertyDescription("ReadOnly or Release.") @Default("ReadOnly") SourceAfter sourceAfter,
    @JsonPropertyDescription("What is repointed at the target.") SwitchoverSpec switchover,
    @JsonPropertyDescription("Command: the cutover token from status.") @Size(max = 64)
        String confirm) {}
