package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Where the stream waits while the target is behind. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpoolSpec(
    @JsonPropertyDescription("Largest size on disk.")
        @Pattern(Formats.BYTES)
        @Size(max = 20)
        @Default("10Gi")
        String size,
    @JsonPropertyDescription("Storage class of the volume; absent for the node's own disk.")
        @Pattern(Formats.NAME)
        @Size(min = 1, max = 253)
        String storageClassName) {}
