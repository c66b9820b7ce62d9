package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Who is connected to the source: a sample, by what CLIENT LIST shows every ten seconds. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientsSeenStatus(
    @JsonPropertyDescription("When it was first seen to be like this.") @Size(max = 40)
        String since,
    @JsonPropertyDescription(
            "Clients but for replicas, Sentinels, monitors and the migration itself; those that"
                + " write come first.")
        @Size(max = 20)
        List<SourceClientStatus> clients,
    @JsonPropertyDescription("Connections of clients that are not listed.") Integer unlisted,
    @JsonPropertyDescription("Why nobody can be seen.") @Size(max = 256) String message,
    @JsonPropertyDescription("When the first look was.") @Size(max = 40) String lookedFrom,
    @JsonPropertyDescription("When the last look was; absent while there are more to come.")
        @Size(max = 40)
        String lookedUntil) {}
