package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How the migration ends. */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
