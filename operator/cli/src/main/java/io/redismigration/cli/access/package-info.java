/**
 * What stands in for a cluster's Secrets and names on one machine: secrets from a directory or the
 * environment, addresses mapped by the user. Secrets are read on demand, never kept, never printed.
 */
package io.redismigration.cli.access;
