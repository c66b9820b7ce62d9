package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What the last verification found. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationStatus(
    @JsonPropertyDescription("Running, Equal, Different or Failed.") @Size(max = 32) String state,
    @JsonPropertyDescription("Full, Sample, Counts or Delta.") @Size(max = 32) String mode,
    @JsonPropertyDescription("Keys compared.") Long compared,
    @JsonPropertyDescription("Keys found to differ.") Long different,
    @JsonPropertyDescription("0 to 100.") Integer percent,
    @JsonPropertyDescription("Offset of the source it covers.") Long offset,
    @JsonPropertyDescription("When it ended.") @Size(max = 40) String finishedAt,
    @JsonPropertyDescription("Keys that differ, by kind.") @Size(max = 8)
        List<DifferenceCount> differences) {}
