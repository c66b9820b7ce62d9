package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A taint the worker tolerates. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.key) || (has(self.operator) && self.operator == 'Exists')",
    message =
        "a toleration without key tolerates everything and needs operator Exists: add it, or name the key",
    fieldPath = ".key")
@ValidationRule(
    value = "!has(self.value) || !has(self.operator) || self.operator != 'Exists'",
    message = "operator Exists takes no value: remove it, or set operator to Equal",
    fieldPath = ".value")
@ValidationRule(
    value = "!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')",
    message =
        "tolerationSeconds has no meaning unless effect is NoExecute: set it, or remove the seconds",
    fieldPath = ".tolerationSeconds")
public record TolerationSpec(
    @JsonPropertyDescription("Key of the taint.") @Size(min = 1, max = 253) String key,
    @JsonPropertyDescription("Exists or Equal.") @Pattern("^(Exists|Equal)$") @Size(max = 16)
        String operator,
    @JsonPropertyDescription("Value of the taint.") @Size(max = 63) String value,
    @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute.")
        @Pattern("^(NoSchedule|PreferNoSchedule|NoExecute)$")
        @Size(max = 32)
        String effect,
    @JsonPropertyDescription("How long NoExecute is tolerated.") Long tolerationSeconds) {}
