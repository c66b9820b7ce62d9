package io.redismigration.redis.rdb;

/**
 * Who numbers the types and opcodes. Both families gave 22, 23, 242 and 243 meanings of their own,
 * so a number says nothing without its family (redis rdb.h and valkey 9.1 rdb.h).
 */
public enum RdbFamily {
  /** Magic {@code REDIS} and four digits: Redis, KeyDB, Dragonfly and Valkey up to 8.1. */
  REDIS,
  /** Magic {@code VALKEY} and three digits: Valkey from 9.0. */
  VALKEY
}
