package io.redismigration.migration.model;

/**
 * How to log in.
 *
 * @param usernameSecretRef null: the default user
 * @param passwordSecretRef null: no password
 */
public record AuthSpec(SecretKeyRef usernameSecretRef, SecretKeyRef passwordSecretRef) {}
