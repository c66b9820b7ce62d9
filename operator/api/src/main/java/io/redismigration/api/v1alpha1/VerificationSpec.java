package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How it is proven that both sides hold the same data; changes act at once. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationSpec(
    @JsonPropertyDescription(
            "Full, Sample, Counts or Off. After a pass whatever the stream writes is compared again,"
                + " every second; a new pass begins on spec.requests.verify, when the mode changes,"
                + " and when more keys changed than are remembered. Sample and Counts weaken the"
                + " first guarantee.")
        @Default("Full")
        VerificationMode mode,
    @JsonPropertyDescription(
            "What is compared once the source is fenced: Delta, Full or Counts. Full compares every"
                + " key; status.verification.everyKey says how long that closes the source.")
        @Default("Delta")
        FenceVerification atFence,
    @JsonPropertyDescription(
            "With mode Sample: keys to compare in all databases, drawn on both sides; absent for"
                + " 10,000 or one in a hundred, whichever is more.")
        @Min(1)
        @Max(1_000_000)
        Long sampleKeys,
    @JsonPropertyDescription(
            "Keys a pass compares per second; absent or 0 for as fast as both sides answer and the"
                + " stream permits.")
        @Min(0)
        Long keysPerSecond,
    @JsonPropertyDescription(
            "With mode Full: Commands reads every key from both sides; Snapshots, for large data sets,"
                + " takes one snapshot of either side at one offset, which costs each a fork, and reads"
                + " only what differs there. Where a side gives none keys are read by commands and"
                + " status.verification.message says why. A change acts from the next pass on.")
        @Default("Commands")
        VerificationMethod method) {}
