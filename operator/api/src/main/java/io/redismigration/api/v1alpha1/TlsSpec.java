package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** TLS towards the endpoints; absent for plain TCP. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(self.insecureSkipVerify && has(self.caSecretRef))",
    message =
        "insecureSkipVerify accepts any certificate, so caSecretRef would never be used: remove one of them",
    fieldPath = ".caSecretRef")
public record TlsSpec(
    @JsonPropertyDescription("Certificates (PEM) that sign the server's; absent for the system's.")
        SecretKeyRef caSecretRef,
    @JsonPropertyDescription(
            "Client certificate: a Secret of type kubernetes.io/tls with tls.crt and tls.key.")
        SecretRef certificateSecretRef,
    @JsonPropertyDescription(
            "Host name the server's certificate must carry; absent for the endpoint's host.")
        @Size(min = 1, max = 253)
        String serverName,
    @JsonPropertyDescription("Accept any certificate. For tests only.") @Default("false")
        Boolean insecureSkipVerify) {}
