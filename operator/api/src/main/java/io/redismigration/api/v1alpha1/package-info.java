/**
 * The manifest: {@link io.redismigration.api.v1alpha1.RedisMigration}, its spec as people write it
 * and its status as they read it. Only data and its schema; no logic, no parsing, no defaults
 * filled in. Absent means null everywhere.
 */
package io.redismigration.api.v1alpha1;
