package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Who uses the source. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceClientsStatus(
    @JsonPropertyDescription("Before the commit.") ClientsSeenStatus before,
    @JsonPropertyDescription(
            "After the commit until the link to the source is closed, which is three seconds later at"
                + " least; with a switchover when the clients are repointed, a minute at most. Nobody"
                + " looks after that: see lookedUntil.")
        ClientsSeenStatus after) {}
