package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Parameters set on the source at the start and restored at the end. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParametersSpec(
    @JsonPropertyDescription("client-output-buffer-limit for replicas.")
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
        String replTimeout) {}
