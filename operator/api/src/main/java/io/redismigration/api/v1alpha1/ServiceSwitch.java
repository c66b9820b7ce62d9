package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** A Service that is pointed at the target. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.selector) != has(self.externalName)",
    message = "service needs one of selector (pods of the target) and externalName (its DNS name)")
public record ServiceSwitch(
    @JsonPropertyDescription("Name of the Service.")
        @Required
        @Pattern(Formats.NAME)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Its selector afterwards: the pods of the target.")
        @Size(min = 1, max = 32)
        Map<String, @Size(max = 63) String> selector,
    @JsonPropertyDescription(
            "For a Service of type ExternalName: the DNS name it stands for afterwards.")
        @Size(min = 1, max = 253)
        String externalName) {}
