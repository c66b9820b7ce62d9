/**
 * Real Redis and Valkey servers of many versions for tests, alone and in topologies. Knows nothing
 * of the migration and uses none of the project's own protocol code. Start at {@link RedisServers}.
 */
package io.redismigration.testkit;
