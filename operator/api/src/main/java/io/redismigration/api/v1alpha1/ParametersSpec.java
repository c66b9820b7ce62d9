package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Parameters set on the source at the start and restored at the end. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "duration(self.replTimeout) >= duration('1s')",
    message =
        "replTimeout is shorter than a second, which servers cannot be told: write it like 120s",
    fieldPath = ".replTimeout")
public record ParametersSpec(
    @JsonPropertyDescription("client-output-buffer-limit for replicas.") @Default("{}")
        OutputBufferLimit clientOutputBufferLimit,
    @JsonPropertyDescription("repl-backlog-size.")
        @Pattern(Formats.BYTES)
        @Size(max = 20)
        @Default("512Mi")
        String replBacklogSize,
    @JsonPropertyDescription("repl-timeout.")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        @Default("120s")
        String replTimeout,
    @JsonPropertyDescription(
            "repl-backlog-ttl, raised to this; 0s keeps the backlog for ever. Left alone by default.")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        String replBacklogTtl,
    @JsonPropertyDescription("repl-diskless-sync-delay. Left alone by default.")
        @Pattern(Formats.DURATION)
        @Size(max = 16)
        String replDisklessSyncDelay) {}
