package io.redismigration.migration.model;

/**
 * TLS towards a server; its presence turns TLS on.
 *
 * @param caSecretRef null: the platform's trust store
 * @param certificateSecretRef client certificate chain in PEM; null: none is presented
 * @param keySecretRef private key in PEM; null: it is in the same value as the certificate
 * @param serverName null: the endpoint's host
 * @param insecureSkipVerify accepts any certificate
 */
public record TlsSpec(
    SecretKeyRef caSecretRef,
    SecretKeyRef certificateSecretRef,
    SecretKeyRef keySecretRef,
    String serverName,
    boolean insecureSkipVerify) {}
