package io.redismigration.redis.rdb;

/** What a value is to a client, however it is encoded. */
public enum ValueKind {
  STRING,
  LIST,
  SET,
  ZSET,
  HASH,
  STREAM,
  MODULE,
  ARRAY
}
