package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Who uses the source. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceClientsStatus(
    @JsonPropertyDescription("Before the commit.") ClientsSeenStatus before,
    @JsonPropertyDescription("After the commit, as long as the source is watched for late writes.")
        ClientsSeenStatus after) {}
