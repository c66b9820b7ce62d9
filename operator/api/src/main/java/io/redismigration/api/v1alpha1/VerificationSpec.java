package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How it is proven that both sides hold the same data. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationSpec(
    @JsonPropertyDescription("Full, Sample, Counts or Off.") @Default("Full") VerificationMode mode,
    @JsonPropertyDescription("What is compared once the source is fenced: Delta, Full or Counts.")
        @Default("Delta")
        FenceVerification atFence) {}
