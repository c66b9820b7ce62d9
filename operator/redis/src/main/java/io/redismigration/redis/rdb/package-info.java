/**
 * Reading RDB files: header, opcodes, keys, and where each value begins and ends. Values are passed
 * over by the layout table in {@link ValueType}, not decoded (see {@code value}); nothing here
 * knows a server or a socket. Start at {@link RdbReader}.
 */
package io.redismigration.redis.rdb;
