package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The cutover. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CutoverStatus(
    @JsonPropertyDescription(
            "What cutover.confirm must hold; bound to this run, source and target.")
        @Size(max = 64)
        String token,
    @JsonPropertyDescription("Attempts so far.") Integer attempt,
    @JsonPropertyDescription("What keeps the cutover from being possible now.") @Size(max = 32)
        List<@Size(max = 256) String> blockers,
    @JsonPropertyDescription("Steps done.") @Size(max = 32) List<CutoverStepStatus> steps,
    @JsonPropertyDescription("How long writes were refused.") Long outageMillis,
    @JsonPropertyDescription("Lag in bytes when the source was fenced.") Long lagBytes,
    @JsonPropertyDescription("Offset of the source when it was fenced.") Long fencedOffset,
    @JsonPropertyDescription("The command that opens the source to writers again.") @Size(max = 512)
        String openSource,
    @JsonPropertyDescription("The last dry run (requests.dryRun): what a cutover would do.")
        CutoverTrialStatus dryRun,
    @JsonPropertyDescription(
            "The last rehearsal (requests.rehearse): the source was closed for at most 200 ms and"
                + " opened again; never commits.")
        CutoverTrialStatus rehearsal,
    @JsonPropertyDescription("The clients' objects (cutover.switchover).")
        SwitchoverStatus switchover,
    @JsonPropertyDescription(
            "Commands that wrote to the source after the commit; they are not in the target.")
        Long lateWrites,
    @JsonPropertyDescription("Who uses the source: before the commit, and who still does after it.")
        SourceClientsStatus sourceClients) {}
