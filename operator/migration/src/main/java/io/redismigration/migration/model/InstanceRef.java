package io.redismigration.migration.model;

/** The Kubernetes object a server runs as. */
public record InstanceRef(String kind, String name) {}
