package io.redismigration.redis.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreFormTest {

  @ParameterizedTest(name = "{0} into {1}: {2}")
  @CsvSource({
    "STRING, 2.8.19, 6",
    "STRING, 3.2.0, 7",
    "STRING, 7.0.15, 6",
    "STRING, valkey-9.1.0, 6",
    "SET_INTSET, 2.8.19, 6",
    "LIST_QUICKLIST, 2.8.19, re-encode LIST 6",
    "LIST_QUICKLIST, 3.2.0, 7",
    "LIST_QUICKLIST_2, 3.2.0, re-encode LIST 7",
    "LIST_QUICKLIST_2, 6.2.11, re-encode LIST 6",
    "ZSET_2, 3.2.12, re-encode ZSET 6",
    "ZSET_2, 4.0.0, 6",
    "ZSET_LISTPACK, 2.8.19, re-encode ZSET 6",
    "ZSET_LISTPACK, 6.2.11, re-encode ZSET_2 6",
    "ZSET_LISTPACK, 7.0.0, 6",
    "HASH_LISTPACK, 6.2.11, re-encode HASH 6",
    "SET_LISTPACK, 7.0.15, re-encode SET 6",
    "SET_LISTPACK, 7.2.0, 6",
    "STREAM_1, 4.0.14, impossible: streams need Redis 5.0 or later",
    "STREAM_1, 5.0.0, 6",
    "STREAM_2, 6.2.11, re-encode STREAM_1 6",
    "STREAM_3, 7.0.15, re-encode STREAM_2 6",
    "STREAM_4, 7.2.0, re-encode STREAM_3 6",
    "STREAM_5, 8.6.0, re-encode STREAM_4 6",
    "STREAM_5, valkey-9.1.0, re-encode STREAM_3 6",
    "STREAM_5, 8.8.0, 6",
    "HASH_METADATA, 7.4.0, 6",
    "HASH_METADATA, 7.2.0, re-encode HASH 6",
    "HASH_METADATA, valkey-8.1.0, re-encode HASH 6",
    "HASH_METADATA, valkey-9.0.0, re-encode VALKEY_HASH_2 6",
    "HASH_LISTPACK_EX, valkey-9.0.0, re-encode VALKEY_HASH_2 6",
    "VALKEY_HASH_2, valkey-9.0.0, 6",
    "VALKEY_HASH_2, 8.0.0, re-encode HASH_METADATA 6",
    "VALKEY_HASH_2, 7.0.0, re-encode HASH 6",
    "MODULE_2, 4.0.0, 6",
    "MODULE_2, 3.2.12, impossible: modules need Redis 4.0 or later",
    "ARRAY, 8.6.0, impossible: arrays need Redis 8.8 or later",
    "ARRAY, valkey-9.1.0, impossible: arrays need Redis 8.8 or later"
  })
  void choosesTheFormATargetCanLoad(ValueType type, String target, String expected) {
    ServerIdentity server =
        target.startsWith("valkey-")
            ? ServerIdentity.valkey(target.substring(7))
            : ServerIdentity.redis(target);

    assertThat(RestoreForm.of(type, Capabilities.of(server))).hasToString(expected);
  }
}
