package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How fast the target is written to; changes act at once. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ThrottleSpec(
    @JsonPropertyDescription(
            "Bytes per second; absent or 0 for no limit. With spec.verification.method Snapshots"
                + " each side's snapshot is read no faster than that, too.")
        @Pattern(Formats.BYTES)
        @Size(max = 20)
        String bytesPerSecond,
    @JsonPropertyDescription("Commands per second; absent or 0 for no limit.") @Min(0)
        Long commandsPerSecond) {}
