package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Connections to the source from one address under one name. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceClientStatus(
    @JsonPropertyDescription("Where they come from, without a port.") @Size(max = 64)
        String address,
    @JsonPropertyDescription(
            "The pod that has the address, namespace/name; absent: none is known, or the operator"
                + " may not list the pods.")
        @Size(max = 317)
        String pod,
    @JsonPropertyDescription("What they call themselves (CLIENT SETNAME).") @Size(max = 64)
        String name,
    @JsonPropertyDescription("The user they are logged in as; from Redis 6.0 on.") @Size(max = 64)
        String user,
    @JsonPropertyDescription("Connections open at the last look.") Integer connections,
    @JsonPropertyDescription(
            "Whether a command that may write was the last one of a connection within a minute. A"
                + " sample: who writes and then reads between two looks is not seen.")
        Boolean writing,
    @JsonPropertyDescription("The last command seen; of those that may write where it is writing.")
        @Size(max = 64)
        String lastCommand) {}
