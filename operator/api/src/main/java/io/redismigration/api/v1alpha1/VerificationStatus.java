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
    @JsonPropertyDescription("Pending, Running, Equal, Different, Failed or Off.") @Size(max = 32)
        String state,
    @JsonPropertyDescription("Full, Sample or Counts: what the last pass compared.") @Size(max = 32)
        String mode,
    @JsonPropertyDescription(
            "With mode Full, Commands or Snapshots: how the last pass came by the keys; Commands also"
                + " where snapshots were asked for and there were none, see message.")
        @Size(max = 32)
        String method,
    @JsonPropertyDescription("Keys compared.") Long compared,
    @JsonPropertyDescription("Keys there are, on the side that has more.") Long total,
    @JsonPropertyDescription("Keys found to differ.") Long different,
    @JsonPropertyDescription("Keys written since, to be compared again.") Long open,
    @JsonPropertyDescription("0 to 100.") Integer percent,
    @JsonPropertyDescription("Offset of the source it covers.") Long offset,
    @JsonPropertyDescription("When the last pass ended.") @Size(max = 40) String finishedAt,
    @JsonPropertyDescription("How long the last pass took.") @Size(max = 20) String duration,
    @JsonPropertyDescription("Keys compared per second.") Long keysPerSecond,
    @JsonPropertyDescription(
            "How long comparing every key takes, by the last pass: the outage to expect with atFence"
                + " Full.")
        @Size(max = 20)
        String everyKey,
    @JsonPropertyDescription(
            "Large values written to all the time: they are copied again under the fence.")
        Long copiedAtFence,
    @JsonPropertyDescription("How long that closes the source, by the copies made before.")
        @Size(max = 20)
        String copiesTake,
    @JsonPropertyDescription("What it waits for, or why it failed.") @Size(max = 1024)
        String message,
    @JsonPropertyDescription("Keys that differ, by kind.") @Size(max = 8)
        List<DifferenceCount> differences,
    @JsonPropertyDescription(
            "Keys that differ, by database: of at most 64 databases, those with most of them.")
        @Size(max = 64)
        List<DatabaseDifference> differingByDatabase) {}
