package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Replication from one source shard. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShardStatus(
    @JsonPropertyDescription("Address of the shard.") @Size(max = 261) String name,
    @JsonPropertyDescription("Replication id of the source.") @Size(max = 40) String replicationId,
    @JsonPropertyDescription("Offset of the source, polled.") Long sourceOffset,
    @JsonPropertyDescription("Offset of the last byte received.") Long receivedOffset,
    @JsonPropertyDescription("Offset of the last byte applied to the target.") Long appliedOffset,
    @JsonPropertyDescription("Offset up to which every reply of the target was checked.")
        Long confirmedOffset,
    @JsonPropertyDescription("Source offset minus applied offset.") Long lagBytes,
    @JsonPropertyDescription("Lag in stream time, as a duration.") @Size(max = 32) String lag,
    @JsonPropertyDescription("Times the link was made again.") Long reconnects,
    @JsonPropertyDescription("Full resyncs after the first.") Long fullResyncs,
    @JsonPropertyDescription("How fast it goes at present, and how long things last at that.")
        PaceStatus pace) {}
