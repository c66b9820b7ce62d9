/**
 * Which commands there are and which of their arguments are keys: a table taken from servers, and
 * lookups in it that allocate nothing. Knows nothing of connections. Start at {@link
 * io.redismigration.redis.command.CommandTable}.
 */
package io.redismigration.redis.command;
