package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A trial of the cutover: a dry run, or a rehearsal. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CutoverTrialStatus(
    @JsonPropertyDescription("When it ended.") @Size(max = 40) String at,
    @JsonPropertyDescription("Whether a cutover was possible then.") Boolean possible,
    @JsonPropertyDescription("What came of it, in one sentence.") @Size(max = 512) String verdict,
    @JsonPropertyDescription("How long clients would not be able to write; absent: unknown.")
        Long outageMillis,
    @JsonPropertyDescription("What each step would do, or how long it took.") @Size(max = 32)
        List<CutoverStepStatus> steps,
    @JsonPropertyDescription("What stood in the way.") @Size(max = 32)
        List<@Size(max = 256) String> blockers) {}
