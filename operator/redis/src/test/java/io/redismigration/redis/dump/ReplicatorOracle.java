package io.redismigration.redis.dump;

import com.moilioncircle.redis.replicator.Configuration;
import com.moilioncircle.redis.replicator.FileType;
import com.moilioncircle.redis.replicator.RedisReplicator;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueHash;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueList;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueSet;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueStream;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueString;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueTTLHash;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueZSet;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyValuePair;
import com.moilioncircle.redis.replicator.rdb.datatype.TTLValue;
import com.moilioncircle.redis.replicator.rdb.datatype.ZSetEntry;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.StreamId;
import io.redismigration.redis.value.StreamInfo;
import io.redismigration.redis.value.ValueVisitor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What redis-replicator, a decoder that shares no code with ours, finds in a dump file. */
final class ReplicatorOracle {

  private final DigestOptions options;
  private final Map<String, String> digests = new TreeMap<>();

  private ReplicatorOracle(DigestOptions options) {
    this.options = options;
  }

  /** Digest of every value, by key. */
  static Map<String, String> digests(byte[] file, DigestOptions options) throws IOException {
    ReplicatorOracle oracle = new ReplicatorOracle(options);
    try (RedisReplicator replicator =
        new RedisReplicator(
            new ByteArrayInputStream(file), FileType.RDB, Configuration.defaultSetting())) {
      replicator.addEventListener(
          (from, event) -> {
            if (event instanceof KeyValuePair<?, ?> pair && pair.getKey() instanceof byte[] key) {
              oracle.digests.put(new String(key, StandardCharsets.UTF_8), oracle.digest(pair));
            }
          });
      replicator.open();
    }
    return oracle.digests;
  }

  private String digest(KeyValuePair<?, ?> pair) {
    CanonicalDigest digest = new CanonicalDigest(options);
    if (pair instanceof KeyStringValueString string) {
      digest.begin(ValueKind.STRING, string.getValue().length);
      if (string.getValue().length > 0) {
        digest.stringChunk(slice(string.getValue()));
      }
    } else if (pair instanceof KeyStringValueList list) {
      digest.begin(ValueKind.LIST, -1);
      list.getValue().forEach(element -> digest.listElement(slice(element)));
    } else if (pair instanceof KeyStringValueSet set) {
      digest.begin(ValueKind.SET, -1);
      set.getValue().forEach(member -> digest.setMember(slice(member)));
    } else if (pair instanceof KeyStringValueZSet zset) {
      digest.begin(ValueKind.ZSET, -1);
      for (ZSetEntry entry : zset.getValue()) {
        digest.zsetMember(slice(entry.getElement()), entry.getScore());
      }
    } else if (pair instanceof KeyStringValueTTLHash hash) {
      digest.begin(ValueKind.HASH, -1);
      for (Map.Entry<byte[], TTLValue> entry : hash.getValue().entrySet()) {
        TTLValue value = entry.getValue();
        long expires = value.getExpires() == null ? ValueVisitor.NO_EXPIRY : value.getExpires();
        digest.hashField(slice(entry.getKey()), slice(value.getValue()), expires);
      }
    } else if (pair instanceof KeyStringValueHash hash) {
      digest.begin(ValueKind.HASH, -1);
      hash.getValue()
          .forEach(
              (field, value) ->
                  digest.hashField(slice(field), slice(value), ValueVisitor.NO_EXPIRY));
    } else if (pair instanceof KeyStringValueStream stream) {
      digest.begin(ValueKind.STREAM, -1);
      show(stream.getValue(), digest);
    } else {
      throw new AssertionError("redis-replicator gave a " + pair.getClass());
    }
    digest.end();
    return digest.toString();
  }

  private static void show(
      com.moilioncircle.redis.replicator.rdb.datatype.Stream stream, CanonicalDigest digest) {
    stream
        .getEntries()
        .values()
        .forEach(
            entry -> {
              if (!entry.isDeleted()) {
                digest.streamEntry(
                    entry.getId().getMs(), entry.getId().getSeq(), entry.getFields().size());
                entry.getFields().forEach((f, v) -> digest.streamField(slice(f), slice(v)));
              }
            });
    boolean counters = stream.getEntriesAdded() != null;
    digest.streamInfo(
        new StreamInfo(
            stream.getLength(),
            id(stream.getLastId()),
            counters ? id(stream.getFirstId()) : null,
            counters ? id(stream.getMaxDeletedEntryId()) : null,
            counters ? stream.getEntriesAdded() : -1));
    stream
        .getGroups()
        .forEach(
            group -> {
              long read = group.getEntriesRead() == null ? -1 : group.getEntriesRead();
              digest.streamGroup(slice(group.getName()), id(group.getLastId()), read);
              group
                  .getPendingEntries()
                  .values()
                  .forEach(
                      nack ->
                          digest.streamPending(
                              nack.getId().getMs(),
                              nack.getId().getSeq(),
                              nack.getDeliveryTime(),
                              nack.getDeliveryCount()));
              group
                  .getConsumers()
                  .forEach(
                      consumer -> {
                        digest.streamConsumer(
                            slice(consumer.getName()),
                            consumer.getSeenTime(),
                            consumer.getActiveTime());
                        consumer
                            .getPendingEntries()
                            .values()
                            .forEach(
                                nack ->
                                    digest.streamConsumerPending(
                                        nack.getId().getMs(), nack.getId().getSeq()));
                      });
            });
  }

  private static StreamId id(com.moilioncircle.redis.replicator.rdb.datatype.Stream.ID id) {
    return new StreamId(id.getMs(), id.getSeq());
  }

  private static Slice slice(byte[] bytes) {
    Slice slice = new Slice();
    slice.set(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, bytes.length);
    return slice;
  }
}
