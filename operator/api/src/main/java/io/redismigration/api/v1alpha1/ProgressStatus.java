package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** How far the full sync is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProgressStatus(
    @JsonPropertyDescription("Bytes of the snapshot read.") Long bytes,
    @JsonPropertyDescription("Bytes of the snapshot, if known.") Long totalBytes,
    @JsonPropertyDescription("Keys written to the target.") Long keys,
    @JsonPropertyDescription("Keys of the source at the snapshot.") Long totalKeys,
    @JsonPropertyDescription("0 to 100.") Integer percent,
    @JsonPropertyDescription("Time left, as a duration.") @Size(max = 32) String eta) {}
