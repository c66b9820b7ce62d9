package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** How fast a shard goes at present, and how long things last at that. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaceStatus(
    @JsonPropertyDescription("Bytes per second written into the source's replication stream.")
        Long writtenPerSecond,
    @JsonPropertyDescription("Bytes per second of the stream that the worker receives.")
        Long receivedPerSecond,
    @JsonPropertyDescription("Bytes per second of the stream that the target applies.")
        Long appliedPerSecond,
    @JsonPropertyDescription("Bytes per second of the snapshot that the target takes.")
        Long copiedPerSecond,
    @JsonPropertyDescription(
            "Time until the target is level with the source; absent while it does not come nearer.")
        @Size(max = 32)
        String catchUp,
    @JsonPropertyDescription(
            "Time until the source drops the link because its output buffer is full; absent while"
                + " what it holds back does not grow.")
        @Size(max = 32)
        String outputBufferLasts,
    @JsonPropertyDescription(
            "How long a link that is lost now may stay away before a full sync is needed.")
        @Size(max = 32)
        String backlogLasts,
    @JsonPropertyDescription(
            "Time until the worker's spool is full; absent while what waits in it does not grow.")
        @Size(max = 32)
        String spoolLasts,
    @JsonPropertyDescription("Round trip to the source, smoothed.") @Size(max = 32)
        String sourceRoundTrip,
    @JsonPropertyDescription("Round trip to the target, smoothed.") @Size(max = 32)
        String targetRoundTrip,
    @JsonPropertyDescription(
            "Why less is applied than could be: Suspended, SpoolFull, Throttle or TargetSlow, and a"
                + " sentence; absent: nothing holds it back.")
        @Size(max = 256)
        String heldBack) {}
