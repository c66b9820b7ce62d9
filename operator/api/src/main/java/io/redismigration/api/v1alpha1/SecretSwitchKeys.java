package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What is written into the switched Secret. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.host) || has(self.port) || self.passwordFromTarget",
    message = "set writes nothing: give host, port or passwordFromTarget")
public record SecretSwitchKeys(
    @JsonPropertyDescription("Host of the target, as clients reach it.") @Size(min = 1, max = 253)
        String host,
    @JsonPropertyDescription("Port of the target, as clients reach it.") @Min(1) @Max(65535)
        Integer port,
    @JsonPropertyDescription("Also copy the password the target is reached with.") @Default("false")
        Boolean passwordFromTarget) {}
