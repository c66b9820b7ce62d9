package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What is repointed at the target after the commit, in the migration's namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.service) || has(self.endpointSlice) || has(self.secret)",
    message = "switchover names no service, endpointSlice or secret: name one, or remove it")
public record SwitchoverSpec(
    @JsonPropertyDescription("The user's ServiceAccount, allowed to patch exactly these objects.")
        @Required
        @Pattern(Formats.NAME)
        @Size(min = 1, max = 253)
        String serviceAccountName,
    @JsonPropertyDescription("A Service to repoint.") ServiceSwitch service,
    @JsonPropertyDescription(
            "An EndpointSlice to rewrite, of a Service without a selector: for a target outside"
                + " the cluster.")
        EndpointSliceSwitch endpointSlice,
    @JsonPropertyDescription("A Secret to rewrite.") SecretSwitch secret) {}
